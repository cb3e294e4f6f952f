"""Answers to a question with choices that are too short to say anything elsewhere: "sarkari", "गाँव", "no"."""

from collections.abc import Iterable, Sequence

from actions.people import listed
from knowledge.rules.schema import Choice, FactType
from language.lexicon import Heard, heard

_NONE = "none"
_MOST = 2
_SMALL = ("particles", "of", "copulas", "am")


def choice_meant(fact: FactType, sounds: Sequence[Heard], negated: bool) -> str | None:
    """The only choice in whose names all words of the answer stand; None if there is none, or more than one."""
    telling = {word.sound for word in sounds if not any(word.word in listed(name) for name in _SMALL)}
    if negated or not 0 < len(telling) <= _MOST:
        return _NONE if negated and _NONE in fact.choices and len(telling) <= _MOST else None
    for names in (_labels, _all_names):
        found = [value for value, choice in fact.choices.items() if _stands_in(telling, names(choice))]
        if len(found) == 1:
            return found[0]
    return None


def _stands_in(words: set[str], names: Iterable[str]) -> bool:
    return any(words <= {word.sound for word in heard(name)} for name in names)


def _labels(choice: Choice) -> list[str]:
    return [choice.hi, choice.en]


def _all_names(choice: Choice) -> list[str]:
    return [*_labels(choice), *choice.said]
