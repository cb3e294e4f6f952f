"""How a fact that the assistant asks for is given on a telephone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from channels.voice.screens import Choice, choice
from channels.voice.wording import listed, say
from channels.wording import Language

_HERE = Path(__file__).parent
_DISTRICTS = _HERE.parents[1] / "language" / "data" / "districts.yaml"

Way = Literal["open", "digits", "date", "words", "district", "yes_no"]
_DATE_DIGITS = 8
_ANY = "any"


def way_of(asks: str) -> Way:
    """How this fact is given when the reply offers no options."""
    facts = _facts()
    if asks in facts["open"]:
        return "open"
    if asks in facts["digits"]:
        return "digits"
    if asks in facts["dates"]:
        return "date"
    if asks == "district":
        return "district"
    return "words" if asks in facts["words"] else "yes_no"


def most_digits(asks: str) -> int:
    """How many digits it has at most."""
    return _DATE_DIGITS if way_of(asks) == "date" else int(_facts()["digits"][asks])


def typed(asks: str, digits: str) -> str:
    """The digits as the assistant reads them: a quantity without zeros before it, a date as 05-03-1990."""
    if way_of(asks) == "date" and len(digits) == _DATE_DIGITS:
        return f"{digits[:2]}-{digits[2:4]}-{digits[4:]}"
    return digits if asks in _facts()["identifiers"] else str(int(digits))


def said_by_seven(asks: str) -> str | None:
    """What the key 7 says when this is asked for: dont_know, no_number or new_code."""
    said: str | None = _facts()["seven"].get(asks)
    return said


def is_small(asks: str) -> bool:
    """Whether it often is a single digit, which is to be typed with a zero before it."""
    return asks in _facts()["small"]


def may_be_kept(asks: str | None) -> bool:
    """Whether a recording of it is of use though nobody can write it down."""
    return asks in _facts()["kept"]


def likely_words(asks: str, language: Language) -> tuple[str, ...]:
    """Answers to expect when they are many; none for what may be anything."""
    if way_of(asks) == "district":
        return tuple(name[language] for name in _names().values())
    return listed("hints_yes_no", language) if way_of(asks) == "yes_no" else ()


def yes_no(language: Language, *, doubt: bool) -> tuple[Choice, ...]:
    """One for yes, two for no, three for "I don't know"."""
    keys = ("yes", "no", "dont_know") if doubt else ("yes", "no")
    return tuple(Choice(f"say:say_{key}", say(f"answer_{key}", language)) for key in keys)


def divisions(language: Language) -> tuple[Choice, ...]:
    """The first of two steps to a district."""
    named = tuple(choice(f"division:{division['id']}", division[language], language) for division in _divisions())
    return (*named, Choice(f"division:{_ANY}", say("division_unknown", language)))


def districts(division: str, language: Language) -> tuple[Choice, ...]:
    """The second, of all divisions by name for who does not know his; raises KeyError for an unknown division."""
    by_division = {entry["id"]: entry["districts"] for entry in _divisions()}
    every = sorted(_names(), key=lambda i: str(_names()[i][language]))
    ids = every if division == _ANY else by_division[division]
    return tuple(choice(f"text:{_names()[i][language]}", _names()[i][language], language) for i in ids)


@lru_cache(maxsize=1)
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = _read(_HERE / "facts.yaml")
    return facts


@lru_cache(maxsize=1)
def _divisions() -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = _read(_HERE / "places.yaml")
    return places


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, Any]]:
    return {entry["id"]: entry for entry in _read(_DISTRICTS)}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
