"""What a message says for a form: answers, papers, or what to do with the open question."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from actions.identifiers import named
from actions.services import Services
from actions.tasks.answers import doubts, leaves, picked, yes_or_no
from actions.turn import Turn
from actions.words import has_question, load
from language.lexicon import Lexicon, heard
from portal.calendar import today
from portal.forms.catalogue import Form
from portal.forms.reading import read_message
from portal.forms.schema import FormField
from portal.forms.values import NotAnAnswer, Value, read

_PAPER = re.compile(r"<(?:photo|document):([a-z0-9]{8,64})>")
_SURE, _SURE_CLAUSE = 0.5, 0.6
_OTHER_WISH = 0.85
_OTHERS = ("complaint", "complaint_status", "application_status", "recommend", "check_eligibility")
_FEW, _FEW_IN_DOUBT = 2, 4
_SKIPS = ("skip", "later", "all_later")


@dataclass(frozen=True)
class HeardForm:
    """`values` by field; `wrong` is a field and the message that says what would answer it; `files` are references."""

    values: dict[str, Value | None] = field(default_factory=dict)
    wrong: tuple[str, str] | None = None
    files: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values or self.wrong or self.files)


async def hear(services: Services, turn: Turn, form: Form, asked: str | None, filled: dict[str, Any]) -> HeardForm:
    """`asked` is the field now open, if it is one."""
    files = tuple(dict.fromkeys(_PAPER.findall(turn.text)))
    if asked and (value := _picked(turn, form.fields[asked])) is not None:
        return HeardForm({asked: value}, files=files)
    if doubts(turn) and len(turn.text.split()) <= _FEW_IN_DOUBT:
        # "पता नहीं" names no address.
        return HeardForm(files=files)
    said = _without_questions(turn)
    if not _PAPER.sub("", said).strip() and turn.key is None:
        return HeardForm(files=files)
    digits = await _digits(services, turn)
    if asked and digits and (day := _day_in(form.fields[asked], digits)):
        return HeardForm({asked: day}, files=files)
    reading = read_message(form, said, asked, filled, today(), digits)
    values: dict[str, Value | None] = {name: one for name, one in reading.values.items() if not judges(one)}
    return HeardForm(values, reading.wrong, files)


def skips(turn: Turn) -> bool:
    """Whether the open question is to be left out."""
    return picked(turn, ordinals=False) in _SKIPS or says("skip", turn) or leaves(turn) or doubts(turn)


def is_question(turn: Turn) -> bool:
    """Whether the whole message asks something, or wants something else than the form."""
    if turn.probability(*_OTHERS) >= _OTHER_WISH and len(turn.text.split()) > _FEW:
        return True
    return not _without_questions(turn).strip() and turn.key is None and not _PAPER.search(turn.text)


def speaks_of_form(turn: Turn) -> bool:
    """Whether the message speaks of a form or an application."""
    return says("my_form", turn)


def says(what: str, turn: Turn) -> bool:
    """Whether the message has words of one list of data/apply_words.yaml."""
    return bool(_words(what).find(heard(turn.text)))


def judges(value: Value | None) -> bool:
    """Whether what was taken for a value only says that something is right or wrong ("the address is wrong")."""
    words = heard(value) if isinstance(value, str) else []
    hits = [hit for what in ("approving", "change") for hit in _words(what).find(words)]
    said = {place for hit in hits for place in range(hit.first, hit.after)}
    return bool(words) and len(said) == len(words)


def _picked(turn: Turn, described: FormField) -> Value | None:
    if described.kind == "flag":
        return yes_or_no(turn)
    choice = picked(turn) if described.kind == "choice" else None
    return choice if choice in described.choices else None


async def _digits(services: Services, turn: Turn) -> str | None:
    """Of an id that the gateway took out; by its digits alone it may have been taken for another kind."""
    return await named(services, turn, "samagra") or await named(services, turn, "number")


def _day_in(described: FormField, digits: str) -> str | None:
    """A day that was typed without anything between: 05061990."""
    if described.kind != "date" or len(digits) != 8:
        return None
    try:
        return str(read(described, f"{digits[:2]}/{digits[2:4]}/{digits[4:]}", today()))
    except NotAnAnswer:
        return None


def _without_questions(turn: Turn) -> str:
    """The message without its parts that ask something."""
    if turn.key is not None:
        return turn.key
    if len(turn.clauses) <= 1:
        return "" if _asks(turn) else turn.text
    kept = [
        clause.text
        for clause in turn.clauses
        if not (clause.intent.startswith("ask_") and clause.confidence >= _SURE_CLAUSE and has_question(clause.text))
    ]
    return ". ".join(kept) if len(kept) < len(turn.clauses) else turn.text


def _asks(turn: Turn) -> bool:
    asked = any(intent.startswith("ask_") and value >= _SURE for intent, value in turn.ranking)
    return asked and has_question(turn.text)


@lru_cache(maxsize=16)
def _words(what: str) -> Lexicon:
    return Lexicon({what: load("data/apply_words.yaml")[what]})
