"""Phrases found in a text whatever their endings and the small words between: "samay par chukata hu", "BPL bhi hai"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from actions.words import load
from language.lexicon import Heard, Hit, Lexicon, heard
from language.normalise import normalise
from language.phonetic import sound
from language.spelling import alike, begin_alike, scripts

# What Hindi and English verbs and adjectives end in, on words as they sound (language/phonetic.py).
_ENDING = re.compile(r"(?:ing|ed|es|s|[tyn]?[ieou]*)$")
_VOWELS = re.compile(r"[ieou]+$")
_VOWEL = re.compile(r"[aeiouy]")
_CONSONANT = re.compile(r"[b-df-hj-np-tv-z]")
_LEAST = 2
_DENIAL, _DENIAL_AHEAD = "not", "no"
# Sounds of up to so many letters are shared by unlike words, which must be written alike too.
_SHORT_STEM, _SHORT_SOUND = 3, 4

Key = tuple[str, ...]


class Found(NamedTuple):
    """A phrase in a text: what it stands for, and the places of its words."""

    value: str
    places: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.places[0]

    @property
    def last(self) -> int:
        return self.places[-1]


class Phrases:
    """Like a Lexicon, but in phrases of several words each word counts by its stem, and small words may stand between.

    A denial inside a phrase that holds none stays outside: "teerth yatra nahi ki" is "teerth yatra ki", denied.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        phrases = {value: list(spellings) for value, spellings in phrases.items()}
        self._exact = Lexicon(phrases)
        self._words: dict[tuple[str, Key], list[Sequence[Heard]]] = {}
        self._stems: dict[Key, list[tuple[str, Sequence[Heard]]]] = {}
        for value, spellings in phrases.items():
            for spelling in spellings:
                said = heard(spelling)
                self._words.setdefault((value, _sounds(said)), []).append(said)
                telling = [word for word in said if word.word not in _listed("particles")]
                if len(telling) > 1:
                    self._stems.setdefault(tuple(map(stem, telling)), []).append((value, telling))
        self._longest: dict[str, int] = {}
        for first, *others in self._stems:
            self._longest[first] = max(1 + len(others), self._longest.get(first, 0))

    def find(self, text: Sequence[Heard]) -> list[Found]:
        """In order; what lies inside a longer phrase is not found."""
        hits = [hit for hit in self._exact.find(text) if self._is_written(hit, text)]
        exact = [Found(hit.value, tuple(range(hit.first, hit.after))) for hit in hits]
        particles, denials = _listed("particles"), _listed("negations") | _listed("denying_ahead")
        kept = [place for place, word in enumerate(text) if word.word not in particles]
        undenied = [place for place in kept if text[place].word not in denials]
        found = [*exact, *self._loose(text, kept)]
        found += [one for one in self._loose(text, undenied) if not _broken(one, found)] if undenied != kept else []
        longest = [one for one in found if not any(_inside(one, other) for other in found)]
        return sorted(set(longest), key=lambda one: (one.places, one.value))

    def _is_written(self, hit: Hit, text: Sequence[Heard]) -> bool:
        """Whether a short phrase is also written as it is listed, in one script or the other."""
        said = text[hit.first : hit.after]
        if sum(len(word.sound) for word in said) > _SHORT_SOUND:
            return True
        listed = self._words[hit.value, _sounds(said)]
        return any(all(map(alike, _written(said), _written(spelling))) for spelling in listed)

    def _loose(self, text: Sequence[Heard], kept: list[int]) -> list[Found]:
        stems = [stem(text[place]) for place in kept]
        found: list[Found] = []
        at = 0
        while at < len(kept):
            step = 1
            for length in range(min(self._longest.get(stems[at], 0), len(kept) - at), 1, -1):
                said = [text[place] for place in kept[at : at + length]]
                listed = self._stems.get(tuple(stems[at : at + length]), [])
                if values := {
                    value for value, spelling in _comparable(listed, said) if all(map(_akin, said, spelling))
                }:
                    found += [Found(value, tuple(kept[at : at + length])) for value in values]
                    step = length
                    break
            at += step
        return found


def _sounds(said: Sequence[Heard]) -> Key:
    return tuple(word.sound for word in said)


def _written(said: Sequence[Heard]) -> list[str]:
    return [word.word for word in said]


def _akin(word: Heard, other: Heard) -> bool:
    """Whether two words of one stem are forms of one word; short stems must be written alike."""
    common = stem(word)
    if common in {_DENIAL, _DENIAL_AHEAD} or word.word in _forms() or len(common) > _SHORT_STEM:
        return True
    return begin_alike(word.word, other.word, len(_CONSONANT.findall(common)))


def _comparable(listed: list[tuple[str, Sequence[Heard]]], said: Sequence[Heard]) -> list[tuple[str, Sequence[Heard]]]:
    """Of each value the spellings in the scripts of what was said, all if none is."""
    same = [(value, spelling) for value, spelling in listed if scripts(_written(spelling)) == scripts(_written(said))]
    spelt = {value for value, _ in same}
    return same + [(value, spelling) for value, spelling in listed if value not in spelt]


def _broken(one: Found, others: list[Found]) -> bool:
    """Whether a phrase found around a denial falls apart, for the denial belongs to another one: "beta nahi | hai"."""
    between = set(range(one.first, one.last)) - set(one.places)
    return any(between & set(other.places) and set(one.places) & set(other.places) for other in others)


def _inside(one: Found, other: Found) -> bool:
    return len(one.places) < len(other.places) and set(one.places) <= set(range(other.first, other.last + 1))


@lru_cache(maxsize=16384)
def stem(word: Heard) -> str:
    """The word's sound without its ending; words for people keep theirs, which tells man from woman. All denials are
    one.
    """
    if word.word in _listed("negations"):
        return _DENIAL
    if word.word in _listed("denying_ahead"):
        return _DENIAL_AHEAD
    if sound(word.word) in _asking() or word.word.endswith("ss"):
        return f"={word.sound}"
    if word.word in _forms():
        return _forms()[word.word]
    if word.sound in _people() or len(word.word) <= _LEAST:
        return word.sound
    whole = sound(word.word)
    if not _VOWEL.search(word.word) and word.word.isascii():
        return whole
    for ending in (_ENDING, _VOWELS):
        bare = ending.sub("", whole)
        if len(_CONSONANT.findall(bare)) >= _LEAST:
            return bare
    return whole


@lru_cache(maxsize=1)
def _people() -> frozenset[str]:
    lists = [row["words"] for row in load("data/relations.yaml").values()]
    lists += [load("data/fact_words.yaml")[name] for name in ("female", "male")]
    return frozenset(word.sound for names in lists for name in names for word in heard(name) if " " not in name)


@lru_cache(maxsize=4)
def _listed(name: str) -> frozenset[str]:
    """Single words as they are written."""
    said = [heard(phrase) for phrase in load("data/fact_words.yaml")[name]]
    return frozenset(words[0].word for words in said if len(words) == 1)


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    """Question words, which are no forms of others: "kis" is not "kisi"."""
    said = [heard(phrase) for phrase in load("data/question_words.yaml")]
    return frozenset(sound(words[0].word) for words in said if len(words) == 1)


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Forms of verbs that sound unlike one another, each with the one that stands for all of them."""
    return {normalise(form): forms[0] for forms in load("data/fact_words.yaml")["forms"] for form in forms}
