"""The shape of a form and of its fields; what the files under data/ must hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from knowledge.rules.schema import Choice
from knowledge.texts import STRICT, Speech, Text, Words

FieldId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Kind = Literal["name", "words", "number", "money", "area", "date", "choice", "flag", "district", "samagra"]
Channel = Literal["lok_seva_kendra", "mponline", "csc", "online", "office", "any"]
# How a paper reaches the office: as a file, by an answer of the form, by the declaration at its end, or in person.
By = Literal["file", "field", "declaration", "person"]


class FormField(BaseModel):
    """One question. `said` are words by which people announce the answer, `begins` those that are part of it too.

    `from` and `to` bound numbers, `digits` is how many an id has.
    """

    model_config = STRICT

    kind: Kind
    words: Text
    question: Speech
    reason: Speech | None = None
    asks: FieldId | None = None
    said: tuple[Words, ...] = ()
    begins: tuple[Words, ...] = ()
    choices: dict[FieldId, Choice] = {}
    from_: Annotated[float | None, Field(alias="from")] = None
    to: float | None = None
    digits: int | None = None


class Paper(BaseModel):
    """A paper that the record names; `item` is its English text there, word for word."""

    model_config = STRICT

    item: Words
    by: By
    field: FieldId | None = None
    optional: bool = False


class FormFile(BaseModel):
    """One file: the record's id is its name. `fields` name entries of fields.yaml or facts of the rules.

    `fee` is the channel whose fee of the record is paid here; none: nothing is paid here.
    """

    model_config = STRICT

    applicant: FieldId = "name"
    fields: Annotated[list[FieldId], Field(min_length=3)]
    optional: frozenset[FieldId] = frozenset()
    papers: list[Paper] = []
    fee: Channel | None = None
