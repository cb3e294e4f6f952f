"""Choices named by their place: "the first one", "2", "आखिरी वाला"."""

from functools import lru_cache

from actions.turn import Turn
from actions.words import load
from channels.number_words import AMBIGUOUS
from language.lexicon import Lexicon, heard
from language.normalise import normalise
from language.numbers import Number, find_numbers

_WITH_ONE_MORE = 2


def chosen(turn: Turn) -> str | None:
    """The offered choice that the words point to by position; None when they point to none."""
    position = _position(turn.text)
    if position == -1 and turn.offered:
        return turn.offered[-1]
    return turn.offered[position - 1] if position and 0 < position <= len(turn.offered) else None


def ordinal(text: str) -> tuple[int, int] | None:
    """The place that an ordinal names (1 to 5, -1 for the last), and the word after it, counted from 0."""
    hits = _ordinals().find(heard(text))
    return (int(hits[0].value), hits[0].after) if len(hits) == 1 else None


def _position(text: str) -> int | None:
    ordinals = [hit.value for hit in _ordinals().find(heard(text))]
    if ordinals:
        return int(ordinals[0])
    said = normalise(text)
    numbers = [number for number in find_numbers(said) if _counts(number, said)]
    return int(numbers[0].value) if numbers else None


def _counts(number: Number, said: str) -> bool:
    """Some number words are also other words ("do": two, and give); they count by themselves and before one more."""
    plain = said[number.start : number.end] not in AMBIGUOUS
    return plain or (number.start == 0 and len(said.split()) <= _WITH_ONE_MORE)


@lru_cache(maxsize=1)
def _ordinals() -> Lexicon:
    return Lexicon({str(place): words for place, words in load("data/ordinals.yaml").items()})
