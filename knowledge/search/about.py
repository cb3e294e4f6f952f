"""Whether a message names a subject at all, or only asks about the one in play."""

from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.search.features import content_words
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import heard_words

_DATA = Path(__file__).parent / "section_words.yaml"


_POINTING = "pointing"


@lru_cache(maxsize=1)
def _sounds() -> dict[str, frozenset[str]]:
    """Section, or "pointing" → sounds of its words."""
    lists = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {
        name: frozenset(sound(word) for text in texts for word in heard_words(normalise(text)))
        for name, texts in lists.items()
    }


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    return frozenset().union(*_sounds().values())


@lru_cache(maxsize=1)
def _of_sections() -> frozenset[str]:
    return frozenset().union(*(sounds for name, sounds in _sounds().items() if name != _POINTING))


def subject_words(text: str) -> list[str]:
    """Content words that are neither numbers nor words for a section."""
    return [word for word in content_words(text) if not word[0].isdigit() and sound(word) not in _asking()]


def names_a_section(text: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether a word of the text, but for those that sound as `own` do, is one for what is asked of a subject."""
    return bool({sound(word) for word in content_words(text)} & _of_sections() - own)


def names_the(section: str, text: str) -> bool:
    """Whether a word of the text is one for this section."""
    return not _sounds()[section].isdisjoint(sound(word) for word in content_words(text))
