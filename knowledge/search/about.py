"""Whether a message names a subject at all, or only asks about the one in play."""

from functools import lru_cache
from pathlib import Path

import yaml

from knowledge.search.features import content_words
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import heard_words

_DATA = Path(__file__).parent / "section_words.yaml"


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    lists = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return frozenset(sound(word) for texts in lists.values() for text in texts for word in heard_words(normalise(text)))


def subject_words(text: str) -> list[str]:
    """Content words that are neither numbers nor words for a section."""
    return [word for word in content_words(text) if not word[0].isdigit() and sound(word) not in _asking()]
