"""What a text is searched by: how its words sound, their consonants, and character n-grams of the sounds."""

from collections import Counter
from functools import lru_cache
from itertools import chain
from pathlib import Path

import yaml

from language.normalise import normalise
from language.phonetic import frame, sound
from language.tokens import heard_words

_STOPWORDS = Path(__file__).parent / "stopwords.yaml"
WORD, FRAME, GRAM = "w", "f", "g"
FIELD_WEIGHT = {WORD: 1.0, FRAME: 0.5, GRAM: 0.25}
_GRAM_SIZES = (3, 4)


@lru_cache(maxsize=1)
def stopwords() -> frozenset[str]:
    """Sounds of words that say how something is asked, not what about."""
    lists = yaml.safe_load(_STOPWORDS.read_text(encoding="utf-8"))
    return frozenset(
        sound(word) for texts in lists.values() for text in texts for word in heard_words(normalise(str(text)))
    )


def content_words(text: str) -> list[str]:
    """Normalised words of a text that are not stopwords."""
    return [word for word in heard_words(normalise(text)) if sound(word) not in stopwords()]


def features(tokens: list[str]) -> Counter[str]:
    """Feature → count; the letter before the colon names its field."""
    return Counter(chain.from_iterable(map(_of_word, tokens)))


@lru_cache(maxsize=16384)
def _of_word(word: str) -> tuple[str, ...]:
    heard = sound(word)
    bones, bounded = frame(word), f"<{heard}>"
    grams = (bounded[at : at + size] for size in _GRAM_SIZES for at in range(len(bounded) - size + 1))
    return (f"w:{heard}", *([f"f:{bones}"] if len(bones) > 1 else []), *(f"g:{gram}" for gram in grams))
