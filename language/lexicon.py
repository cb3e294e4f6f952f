"""Finds the words and phrases of a list in a text, whatever script or spelling either is in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from language.normalise import normalise
from language.phonetic import sound
from language.script import DEVANAGARI_LETTER
from language.tokens import heard_words

_SHORT = 3
_IN_A_TURN = 32
# Short sounds are shared by unlike words ("भी" and "भाई", "tell" and "thela"); these must be spelt alike too.
_SHORT_SOUND = 4
_DEVANAGARI_ALIKE = str.maketrans("ीूैौँ", "िुेों")
_NASAL = re.compile("[ङञणनम]्(?=[क-ह])")
_LATIN_ALIKE = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"(?<!^)(?:chch|cch|chh)", "ch"),
        (r"sh", "s"),
        (r"ph", "f"),
        (r"z", "j"),
        (r"w", "v"),
        (r"q", "k"),
        (r"ai|ei", "e"),
        (r"au|ou", "o"),
        (r"ee|ii|y\b", "i"),
        (r"oo|uu", "u"),
        (r"(?<!^)aa+", "a"),
        (r"(?<!^)([a-gi-z])\1", r"\1"),
    ]
]


class Heard(NamedTuple):
    """A word of a text. Latin words of up to three letters ("st", "obc") sound like nothing else, marked by =."""

    word: str
    sound: str


class Said(tuple[Heard, ...]):
    """The words of a text in order, and all their sounds: most lexicons have none of them."""

    sounds: frozenset[str]

    def __new__(cls, words: Iterable[Heard]) -> Said:
        said = super().__new__(cls, words)
        said.sounds = frozenset(word.sound for word in said)
        return said


@lru_cache(maxsize=_IN_A_TURN)
def heard(text: str) -> Said:
    """Many questions are put to the words of one turn."""
    return Said(Heard(word, _sound(word)) for word in heard_words(normalise(text)))


def _sound(word: str) -> str:
    return f"={word}" if word.isascii() and len(word) <= _SHORT else sound(word)


class Hit(NamedTuple):
    """A listed phrase in a text: its value and the positions of its first word and of the word after its last."""

    value: str
    first: int
    after: int


class Lexicon:
    """Phrases by value, looked up by sound; the longest phrase wins at each position."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._values: dict[tuple[str, ...], dict[str, list[list[str]]]] = {}
        for value, spellings in phrases.items():
            for spelling in spellings:
                if words := heard(spelling):
                    self._values.setdefault(_key(words), {}).setdefault(value, []).append(_spelt(words))
        self._longest: dict[str, int] = {}
        for first, *others in self._values:
            self._longest[first] = max(1 + len(others), self._longest.get(first, 0))

    def find(self, text: Sequence[Heard]) -> list[Hit]:
        if isinstance(text, Said) and text.sounds.isdisjoint(self._longest):
            return []
        hits: list[Hit] = []
        after = 0
        for position in [place for place, word in enumerate(text) if word.sound in self._longest]:
            if position < after:
                continue
            for length in range(min(self._longest[text[position].sound], len(text) - position), 0, -1):
                if values := self._meant(text[position : position + length]):
                    after = position + length
                    hits += [Hit(value, position, after) for value in values]
                    break
        return hits

    def _meant(self, words: Sequence[Heard]) -> list[str]:
        key = _key(words)
        values = self._values.get(key, {})
        if not values or sum(map(len, key)) > _SHORT_SOUND:
            return list(values)
        spelt = _spelt(words)
        return [value for value, spellings in values.items() if _alike(spelt, spellings)]


def _key(words: Sequence[Heard]) -> tuple[str, ...]:
    return tuple(word.sound for word in words)


def _alike(spelt: list[str], spellings: list[list[str]]) -> bool:
    """Whether one of the spellings in the same script is the same; true when none is in that script."""
    comparable = [spelling for spelling in spellings if _scripts(spelling) == _scripts(spelt)]
    return not comparable or spelt in comparable


def _scripts(spelt: list[str]) -> list[bool]:
    return [bool(DEVANAGARI_LETTER.search(word)) for word in spelt]


def _spelt(words: Sequence[Heard]) -> list[str]:
    return [_spelling(word.word) for word in words]


@lru_cache(maxsize=16384)
def _spelling(word: str) -> str:
    """The word without vowel length and other habits of writing that do not tell words apart."""
    if DEVANAGARI_LETTER.search(word):
        return _NASAL.sub("ं", word.translate(_DEVANAGARI_ALIKE))
    for pattern, replacement in _LATIN_ALIKE:
        word = pattern.sub(replacement, word)
    return word
