"""How a fact that the assistant asks for is given on a telephone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from channels.voice.screens import Choice, choice
from channels.voice.wording import say
from channels.wording import Language

_HERE = Path(__file__).parent
_DISTRICTS = _HERE.parents[1] / "language" / "data" / "districts.yaml"

Way = Literal["open", "digits", "words", "district", "yes_no"]


def way_of(asks: str) -> Way:
    """How this fact is given when the reply offers no options."""
    facts = _facts()
    if asks in facts["open"]:
        return "open"
    if asks in facts["digits"]:
        return "digits"
    if asks == "district":
        return "district"
    return "words" if asks in facts["words"] else "yes_no"


def most_digits(asks: str) -> int:
    """How many digits it has at most."""
    return int(_facts()["digits"][asks])


def is_short(asks: str) -> bool:
    """Whether it may be a single digit, which is to be typed with a zero before it."""
    return asks in _facts()["short"]


def yes_no(language: Language, *, doubt: bool) -> tuple[Choice, ...]:
    """One for yes, two for no, three for "I don't know"."""
    keys = ("yes", "no", "dont_know") if doubt else ("yes", "no")
    return tuple(Choice(f"say:say_{key}", say(f"answer_{key}", language)) for key in keys)


def divisions(language: Language) -> tuple[Choice, ...]:
    """The first of two steps to a district."""
    return tuple(choice(f"division:{division['id']}", division[language], language) for division in _divisions())


def districts(division: str, language: Language) -> tuple[Choice, ...]:
    """The second; raises KeyError for an unknown division."""
    ids = {entry["id"]: entry["districts"] for entry in _divisions()}[division]
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
