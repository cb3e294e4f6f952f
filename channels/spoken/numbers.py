"""Numbers in words, Indian scales (thousand, lakh, crore)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from channels.wording import Language

_FOLDER = Path(__file__).parent / "words"
_CARDINALS = Path(__file__).parents[2] / "language" / "data" / "numbers.yaml"
_LARGEST = 10**12
_GROUPS = {5: (3, 2), 6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (4, 3, 4), 12: (4, 4, 4)}


@lru_cache(maxsize=2)
def words(language: Language) -> dict[str, Any]:
    """The data file of a language."""
    data: dict[str, Any] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def short_codes() -> frozenset[str]:
    """Short telephone numbers."""
    return frozenset(yaml.safe_load((_FOLDER / "short_codes.yaml").read_text(encoding="utf-8")))


def cardinal(number: int, language: Language) -> str:
    """A number as an amount: 125000 is "एक लाख पच्चीस हज़ार". From 10^12 on digit by digit."""
    if number >= _LARGEST:
        return digits(str(number), language)
    if number < 100:
        return _below_hundred(language)(number)
    said = words(language)
    parts = []
    for size, name in ((10**7, "crore"), (10**5, "lakh"), (1000, "thousand"), (100, "hundred")):
        count, number = divmod(number, size)
        if count:
            parts.append(f"{cardinal(count, language)} {said[name]}")
    if number:
        parts.append(cardinal(number, language))
    return " ".join(parts)


def decimal(value: str, language: Language) -> str:
    """ "2.5" is "ढाई", "7.5" "साढ़े सात", "3.25" "तीन दशमलव दो पाँच"."""
    number = Decimal(value)
    whole, _, fraction = format(number.normalize(), "f").partition(".")
    said = words(language)
    if not fraction:
        return cardinal(int(whole), language)
    if half := said["halves"].get(f"{whole}.{fraction}"):
        return str(half)
    if fraction == "5" and said["plus_half"]:
        return f"{said['plus_half']} {cardinal(int(whole), language)}"
    after = " ".join(said["digits"][int(digit)] for digit in fraction)
    return f"{cardinal(int(whole), language)} {said['point']} {after}"


def year(number: int, language: Language) -> str:
    """1955 is "उन्नीस सौ पचपन"; from 2000 on a year is said as a number."""
    if number >= 2000 or number < 1100:
        return cardinal(number, language)
    century, rest = divmod(number, 100)
    hundred = f" {words(language)['hundred']}" if language == "hi" or not rest else ""
    return f"{cardinal(century, language)}{hundred} {cardinal(rest, language) if rest else ''}".strip()


def ordinal(number: int, language: Language, ending: str = "वीं") -> str:
    """ "12वीं" is "बारहवीं", 12th "twelfth"."""
    if irregular := words(language)["ordinals"].get(number):
        return str(irregular)
    said = cardinal(number, language)
    if language == "hi":
        return f"{said}{ending}"
    head = said.rpartition(" ")[0]
    last_number = number % 100 if number % 100 < 20 else number % 10
    if last_number and (special := words("en")["ordinals"].get(last_number)):
        return f"{head} {special}".strip()
    return f"{said[:-1]}ieth" if said.endswith("y") else f"{said}th"


def digits(text: str, language: Language) -> str:
    """The digits one by one, in groups with a pause between them; anything else in the text is a pause too."""
    said = words(language)["digits"]
    groups = [group for run in _runs(text) for group in _grouped(run)]
    return ", ".join(" ".join(said[int(digit)] for digit in group) for group in groups)


def _runs(text: str) -> list[str]:
    return "".join(character if character.isdigit() else " " for character in text).split()


def _grouped(run: str) -> list[str]:
    if len(run) <= 4:
        return [run]
    sizes = _GROUPS.get(len(run)) or (4,) * (len(run) // 4) + ((len(run) % 4,) if len(run) % 4 else ())
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return [run[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def _below_hundred(language: Language) -> Callable[[int], str]:
    return _hindi if language == "hi" else _english


def _hindi(number: int) -> str:
    return _hindi_cardinals()[number]


@lru_cache(maxsize=1)
def _hindi_cardinals() -> list[str]:
    units = yaml.safe_load(_CARDINALS.read_text(encoding="utf-8"))["units"]
    return [units[number][0] for number in range(100)]


def _english(number: int) -> str:
    said = words("en")
    if number < 10:
        return str(said["digits"][number])
    if number < 20:
        return str(said["teens"][number - 10])
    tens, unit = divmod(number, 10)
    return " ".join([said["tens"][tens - 2]] + ([said["digits"][unit]] if unit else []))
