"""Hears where something is: district, block, and village, ward or colony, in any order and either script.

Districts and blocks are known (language/data/districts.yaml, data/blocks.yaml) and found by sound, with a slip of the
tongue forgiven where a word such as "ब्लॉक" announces them. Any village is accepted as it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from rapidfuzz import fuzz, process

from language.lexicon import Lexicon, heard
from language.places import district_names

_DATA = Path(__file__).parent / "data"
_DISTRICTS = Path(__file__).parents[2] / "language" / "data" / "districts.yaml"
_PIECE = re.compile(r"[,;।|\n()]|\.(?=\s|$)|[^\s,;।|\n():\-–]+?(?=\.?(?:[\s,;।|\n():\-–]|$))")
_SHORTENED = re.compile(r"\b(no|dist|distt)\.", re.IGNORECASE)
_SEPARATORS = frozenset(",;।|\n().")
_ALIKE = 82
_LONGEST_NAME = 4
_LONG_ENOUGH = 3

Marker = Literal["district", "block", "village", "part", "numbered", "number", "office", "denied", "never"]


@dataclass(frozen=True)
class HeardPlace:
    """What a message says of a place: a district's id, a block's English name (or as said), a locality as said."""

    district: str | None = None
    block: str | None = None
    locality: str | None = None

    def __bool__(self) -> bool:
        return bool(self.district or self.block or self.locality)


@dataclass
class _Word:
    """A word as written, and its sound; an empty sound ends a name."""

    text: str
    sound: str
    spelling: str = ""
    used: bool = False

    @property
    def marker(self) -> Marker | None:
        return _markers().get(self.spelling)

    @property
    def may_name(self) -> bool:
        return bool(self.sound) and not self.used and self.marker is None


@dataclass(frozen=True)
class _Name:
    district: str
    block: str | None
    sounds: tuple[str, ...]


def hear_place(text: str, district: str | None = None, *, asked: bool = False) -> HeardPlace:
    """What is said of the place. `district` is the one known before; `asked`: the message answers where it is."""
    words = list(_words(text))
    found = _district(words) or district or (_misspelt_district(words) if asked else None)
    block = _block(words, found, asked=asked)
    if block and found is None:
        found = _only_district_of(block)
    locality = _locality(words, asked=asked) or _of_district(text)
    return HeardPlace(found if found != district else None, block, locality)


def place_words(text: str) -> set[str]:
    """The words, as normalised, that only say where, so that they are not taken for the matter itself."""
    words = list(_words(text))
    found = _district(words)
    _block(words, found, asked=False)
    _locality(words, asked=False)
    return {word.spelling for word in words if word.used or word.marker not in (None, "never")}


def filler_words() -> set[str]:
    """Words, as normalised, that are neither a place nor a matter."""
    return {word for word, marker in _markers().items() if marker in ("never", "denied")}


def block_names(block: str, district: str) -> dict[str, str]:
    """Hindi and English name of a block; one that is not listed as it was said."""
    for hi, en, *_ in _blocks().get(district, []):
        if en == block:
            return {"hi": hi, "en": en}
    return {"hi": block, "en": block}


def _words(text: str) -> Iterator[_Word]:
    for piece in _PIECE.findall(_SHORTENED.sub(r"\1 ", text)):
        if piece in _SEPARATORS:
            yield _Word(piece, "")
            continue
        said = heard(piece)
        yield _Word(piece, said[0].sound, said[0].word) if said else _Word(piece, "")


def _district(words: list[_Word]) -> str | None:
    """One announced as a district, else the last that is named and not announced as a block."""
    for place, word in enumerate(words):
        if word.marker == "district":
            word.used = True
            if name := _announced(words, place, _district_names()):
                return name.district
    named: str | None = None
    for place in range(len(words)):
        if _before(words, place) == "block" or not words[place].may_name:
            continue
        if (hit := _exact(words, place, _district_names())) and _following(words, place + hit[1]) != "block":
            _use(words, place, hit[1])
            named = hit[0].district
    return named


def _misspelt_district(words: list[_Word]) -> str | None:
    """Where the district was asked for, a name that is nearly one."""
    for word in words:
        if word.may_name and len(word.sound) > _LONG_ENOUGH and (name := _nearly(word.sound, _district_names())):
            word.used = True
            return name.district
    return None


def _block(words: list[_Word], district: str | None, *, asked: bool) -> str | None:
    names = [name for name in _block_names() if district in (None, name.district)]
    for place, word in enumerate(words):
        if word.marker == "block":
            word.used = True
            if name := _announced(words, place, names):
                return name.block
            if said := _said(words, place + 1, most=2):
                return said
    for place in range(len(words)):
        hit = _exact(words, place, names) if words[place].may_name else None
        if (
            hit
            and _before(words, place) not in ("village", "numbered")
            and (asked or (district and _alone(words, place, hit[1])))
        ):
            _use(words, place, hit[1])
            return hit[0].block
    return None


def _locality(words: list[_Word], *, asked: bool) -> str | None:
    found: list[str] = []
    for place, word in enumerate(words):
        if word.marker == "village" and not word.used:
            found += [_said(words, place + 1, most=3) or _said_before(words, place, most=1) or ""]
        elif word.marker in ("part", "numbered") and not word.used and _following(words, place + 1) != "office":
            first = _said_before(words, place, most=2) if word.marker == "part" else None
            after = _numbered(words, place + 1) if word.marker == "numbered" else None
            word.used = bool(first or after)
            found += [" ".join(part for part in (first, word.text, after) if part)] if word.used else []
    return ", ".join(dict.fromkeys(filter(None, found))) or (_left_over(words) if asked else None)


def _of_district(text: str) -> str | None:
    """A place of which a district has one ("district hospital"), as said."""
    sounds = heard(text)
    hit = next(iter(_places_of_district().find(sounds)), None)
    return " ".join(word.word for word in sounds[hit.first : hit.after]) if hit else None


@lru_cache(maxsize=1)
def _places_of_district() -> Lexicon:
    return Lexicon({"place": yaml.safe_load((_DATA / "places_of_district.yaml").read_text(encoding="utf-8"))})


def _announced(words: list[_Word], place: int, names: Sequence[_Name]) -> _Name | None:
    """The name after a marker, else the one before it; slips of spelling are forgiven."""
    if place + 1 < len(words) and (hit := _exact(words, place + 1, names)):
        _use(words, place + 1, hit[1])
        return hit[0]
    for first in range(max(0, place - _LONGEST_NAME), place):
        if (hit := _exact(words, first, names)) and first + hit[1] == place:
            _use(words, first, hit[1])
            return hit[0]
    for near in (place + 1, place - 1):
        if 0 <= near < len(words) and words[near].may_name and (name := _nearly(words[near].sound, names)):
            words[near].used = True
            return name
    return None


def _exact(words: list[_Word], place: int, names: Sequence[_Name]) -> tuple[_Name, int] | None:
    """The longest name that begins here, and of how many words it is."""
    sounds = tuple(word.sound for word in words[place : place + _LONGEST_NAME])
    fitting = [name for name in names if sounds[: len(name.sounds)] == name.sounds and sum(map(len, name.sounds)) > 1]
    best = max(fitting, key=lambda name: len(name.sounds), default=None)
    return (best, len(best.sounds)) if best else None


def _nearly(sound: str, names: Sequence[_Name]) -> _Name | None:
    if len(sound) < _LONG_ENOUGH:
        return None
    single = {name.sounds[0]: name for name in names if len(name.sounds) == 1}
    found = process.extractOne(sound, single.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return single[found[0]] if found else None


def _said(words: list[_Word], place: int, *, most: int, numbered: bool = False) -> str | None:
    """Words from here on that may be a name."""
    taken: list[_Word] = []
    for word in words[place:]:
        if numbered and not taken and word.marker == "number":
            word.used = True
            continue
        numbered_already = numbered and taken and taken[-1].text.isdecimal()
        if not word.may_name or len(taken) == most or (taken and word.text.isdecimal()) or numbered_already:
            break
        taken.append(word)
    return _taken(taken)


def _numbered(words: list[_Word], place: int) -> str | None:
    """What stands after "ward"; of "12 is wrong, it is 14" the second."""
    said = _said(words, place, most=2, numbered=True)
    number = next((at for at in range(place, len(words)) if words[at].text == said), len(words))
    if said and said.isdecimal() and any(_following(words, number + step) == "denied" for step in (1, 2)):
        later = next((word for word in words[number + 1 :] if word.text.isdecimal()), None)
        return _taken([later]) if later else said
    return said


def _said_before(words: list[_Word], place: int, *, most: int) -> str | None:
    taken: list[_Word] = []
    for word in reversed(words[max(0, place - most) : place]):
        if not word.may_name:
            break
        taken.insert(0, word)
    return _taken(taken)


def _left_over(words: list[_Word]) -> str | None:
    """What an answer names beside district and block: its first piece that is left."""
    taken: list[_Word] = []
    for word in words:
        if word.may_name:
            taken.append(word)
        elif taken and not word.sound:
            break
    return _taken(taken[:5])


def _taken(words: list[_Word]) -> str | None:
    for word in words:
        word.used = True
    return " ".join(word.text for word in words) or None


def _use(words: list[_Word], place: int, count: int) -> None:
    for word in words[place : place + count]:
        word.used = True


def _before(words: list[_Word], place: int) -> Marker | None:
    return words[place - 1].marker if place else None


def _following(words: list[_Word], place: int) -> Marker | None:
    return words[place].marker if place < len(words) else None


def _alone(words: list[_Word], place: int, count: int) -> bool:
    """Whether nothing else stands between two separators."""
    left = place == 0 or not words[place - 1].sound
    return left and (place + count >= len(words) or not words[place + count].sound)


def _only_district_of(block: str) -> str | None:
    districts = {name.district for name in _block_names() if name.block == block}
    return districts.pop() if len(districts) == 1 else None


def _sounds(name: str) -> tuple[str, ...]:
    return tuple(word.sound for word in heard(name))


@lru_cache(maxsize=1)
def _district_names() -> tuple[_Name, ...]:
    rows = yaml.safe_load(_DISTRICTS.read_text(encoding="utf-8"))
    spellings = {(row["id"], _sounds(name)) for row in rows for name in (row["hi"], row["en"], *row["other"])}
    return tuple(_Name(district, None, sounds) for district, sounds in sorted(spellings))


@lru_cache(maxsize=1)
def _block_names() -> tuple[_Name, ...]:
    spellings = {
        (district, names[1], _sounds(name)) for district, rows in _blocks().items() for names in rows for name in names
    }
    return tuple(_Name(district, block, sounds) for district, block, sounds in sorted(spellings))


@lru_cache(maxsize=1)
def _blocks() -> dict[str, list[list[str]]]:
    blocks: dict[str, list[list[str]]] = yaml.safe_load((_DATA / "blocks.yaml").read_text(encoding="utf-8"))
    unknown = blocks.keys() - district_names().keys()
    if unknown:
        raise ValueError(f"blocks.yaml names districts that there are not: {sorted(unknown)}")
    return blocks


@lru_cache(maxsize=1)
def _markers() -> dict[str, Any]:
    lists = yaml.safe_load((_DATA / "place_words.yaml").read_text(encoding="utf-8"))
    return {heard(word)[0].word: marker for marker, words in lists.items() for word in words}
