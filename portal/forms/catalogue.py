"""All forms, read from data/ once; a field is defined in data/fields.yaml, or is a fact that the rules know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.schema import FactType
from knowledge.schema import Amount, Record
from portal.forms.schema import Channel, FormField, FormFile, Paper

FOLDER = Path(__file__).parent / "data"
_FIELDS = "fields"
_KINDS = {
    "number": "number", "percent": "number", "money": "money", "area": "area", "flag": "flag", "choice": "choice",
    "date": "date",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """What a citizen fills in for one service; `service` is the record's id, `facts` the fields that are facts."""

    service: str
    applicant: str
    fields: Mapping[str, FormField]
    optional: frozenset[str]
    papers: tuple[Paper, ...]
    fee: Channel | None
    facts: frozenset[str]

    def missing(self, answers: Mapping[str, Any]) -> list[str]:
        """Fields not answered yet, in order; an optional one counts as answered when it is None."""
        return [name for name in self.fields if name not in answers]

    def amount(self, record: Record) -> Amount | None:
        """The fee as the record has it; None when nothing is paid here."""
        return next((amount for amount in record.fees if amount.channel == self.fee), None)


@lru_cache(maxsize=1)
def forms() -> dict[str, Form]:
    """Forms by record id. Raises ValueError naming the file and the field that is nowhere defined."""
    own = {name: FormField.model_validate(entry) for name, entry in _read(FOLDER / f"{_FIELDS}.yaml").items()}
    facts = load_catalogue()
    files = sorted(file for file in FOLDER.glob("*.yaml") if file.stem != _FIELDS)
    return {file.stem: _form(file, own, facts) for file in files}


def _form(file: Path, own: Mapping[str, FormField], facts: Mapping[str, FactType]) -> Form:
    described = FormFile.model_validate(_read(file))
    if unknown := [name for name in described.fields if name not in own and name not in facts]:
        raise ValueError(f"{file.name}: no field {unknown[0]!r}; define it in fields.yaml or correct its name")
    if stray := (described.optional | {described.applicant}) - set(described.fields):
        raise ValueError(f"{file.name}: {min(stray)!r} is not among its fields")
    fields = {name: own[name] if name in own else _from_fact(facts[name]) for name in described.fields}
    asked = frozenset(name for name in fields if name not in own)
    return Form(
        file.stem, described.applicant, fields, described.optional, tuple(described.papers), described.fee, asked
    )


def _from_fact(fact: FactType) -> FormField:
    return FormField.model_validate(
        {
            "kind": _KINDS[fact.kind],
            "words": fact.words,
            "question": fact.question,
            "reason": fact.reason,
            "asks": fact.asks,
            "choices": fact.choices,
            "from": fact.from_,
            "to": fact.to,
        }
    )


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content
