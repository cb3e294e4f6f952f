"""Finds the words and phrases of a list in a text, whatever script or spelling either is in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from language.normalise import normalise
from language.phonetic import sound
from language.tokens import heard_words


_SHORT = 3


def heard(text: str) -> list[str]:
    """The sounds of a text's words; Latin words of up to three letters ("st", "obc") stay as they are, marked by =."""
    return [f"={word}" if word.isascii() and len(word) <= _SHORT else sound(word) for word in heard_words(normalise(text))]


@dataclass(frozen=True)
class Hit:
    """A listed phrase in a text: its value and the positions of its first word and of the word after its last."""

    value: str
    first: int
    after: int


class Lexicon:
    """Phrases by value, looked up by sound; the longest phrase wins at each position."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._values: dict[tuple[str, ...], list[str]] = {}
        for value, spellings in phrases.items():
            for spelling in spellings:
                key = tuple(heard(spelling))
                if key and value not in self._values.setdefault(key, []):
                    self._values[key].append(value)
        self._longest = max((len(key) for key in self._values), default=0)

    def find(self, sounds: list[str]) -> list[Hit]:
        hits: list[Hit] = []
        position = 0
        while position < len(sounds):
            step = 1
            for length in range(min(self._longest, len(sounds) - position), 0, -1):
                values = self._values.get(tuple(sounds[position : position + length]))
                if values:
                    hits += [Hit(value, position, position + length) for value in values]
                    step = length
                    break
            position += step
        return hits
