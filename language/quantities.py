"""Money, age, land, percentages and dates in a text."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from language.normalise import normalise
from language.numbers import Number, find_numbers
from language.phonetic import sound

_DATA = Path(__file__).parent / "data" / "units.yaml"
_NEXT_WORDS = re.compile(r"[\u0900-\u0963\u0970-\u097f]+|[a-z]+|%|₹")
_SCALED = re.compile(r"(lakh|lac|crore|karod|hazar|hajar|thousand|लाख|करोड|हजार)")
_YEAR_RANGE = range(1900, 2101)
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b")


@dataclass(frozen=True)
class Quantity:
    """A measured fact. `kind`: age (years), money (rupees), land (hectares), percent, date (ISO text), number.

    `rough` marks a unit whose size differs from place to place (bigha) or a unit that was only guessed.
    """

    kind: str
    value: float | str
    start: int
    end: int
    unit: str = ""
    period: str = ""
    rough: bool = False


@lru_cache(maxsize=1)
def _units() -> dict[str, Any]:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    lists = {name: _sounds(words) for name, words in data.items() if isinstance(words, list)}
    land = {key: (name, unit) for name, unit in data["land"].items() for key in _sounds(unit["words"])}
    months = {key: int(month) for month, words in data["months"].items() for key in _sounds(words)}
    return {**lists, "land": land, "months": months}


def _sounds(words: list[str]) -> frozenset[str]:
    return frozenset(sound(normalise(str(word))) for word in words)


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity in the text, in order; a number with no unit comes back as kind `number`."""
    normalised = normalise(text)
    dates = _numeric_dates(normalised)
    found = list(dates)
    for number in find_numbers(normalised):
        if any(day.start <= number.start < day.end for day in dates):
            continue
        quantity = _measure(number, normalised)
        if quantity:
            found.append(quantity)
        if quantity and quantity.kind == "date":
            dates.append(quantity)
    return sorted(found, key=lambda quantity: quantity.start)


def _numeric_dates(normalised: str) -> list[Quantity]:
    found = []
    for match in _NUMERIC_DATE.finditer(normalised):
        day, month, year = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
        try:
            value = date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
        found.append(Quantity("date", value, match.start(), match.end()))
    return found


def _measure(number: Number, text: str) -> Quantity | None:
    units = _units()
    after = [sound(word) for word in _NEXT_WORDS.findall(text[number.end : number.end + 40])]
    before = [sound(word) for word in _NEXT_WORDS.findall(text[max(0, number.start - 30) : number.start])]
    first = after[0] if after else ""
    if first in units["land"] and not _separated(text, number):
        name, unit = units["land"][first]
        return Quantity(
            "land", round(number.value * unit["hectares"], 4), *_span(number), name, rough=bool(unit.get("rough"))
        )
    if first in units["percent"]:
        return Quantity("percent", number.value, *_span(number))
    if (
        first in units["rupees"]
        or (before and before[-1] in units["rupees"])
        or (number.certain and _SCALED.search(text[number.start : number.end]))
    ):
        return Quantity("money", number.value, *_span(number), period=_period(before, after))
    if first in units["months"] and number.value <= 31:
        return _spoken_date(number, units["months"][first], text)
    if _is_age(number, before, after):
        return Quantity("age", number.value, *_span(number))
    if not number.certain:
        return None
    return Quantity("number", number.value, *_span(number))


def _span(number: Number) -> tuple[int, int]:
    return number.start, number.end


def _separated(text: str, number: Number) -> bool:
    return text[number.end : number.end + 1] in {",", ".", ";"}


def _is_age(number: Number, before: list[str], after: list[str]) -> bool:
    units = _units()
    if not 0 <= number.value <= 120:
        return False
    if any(word in units["age_words"] for word in before[-2:]):
        return True
    if before and before[-1] in units["age_before"] and not (after and after[0] in units["years"]):
        return number.certain and number.value >= 1
    if not after or after[0] not in units["years"]:
        return (
            bool(after)
            and number.certain
            and after[0] in {"ki", "k"}
            and after[1:2] in (["hu"], ["hun"], ["hon"], ["he"])
        )
    following = after[1] if len(after) > 1 else ""
    if before and before[-1] in units["duration_before"] and following not in units["age_after"]:
        return False
    return following not in units["duration_after"]


def _period(before: list[str], after: list[str]) -> str:
    units = _units()
    nearby = before[-4:] + after[:4]
    if any(word in units["monthly"] for word in nearby):
        return "month"
    return "year" if any(word in units["yearly"] for word in nearby) else ""


def _spoken_date(number: Number, month: int, text: str) -> Quantity:
    year = re.compile(r"\b(19|20)\d{2}\b").search(text, number.end, number.end + 25)
    day = f"{month:02d}-{int(number.value):02d}"
    if year is None:
        return Quantity("date", f"--{day}", *_span(number))
    return Quantity("date", f"{year.group()}-{day}", number.start, year.end())
