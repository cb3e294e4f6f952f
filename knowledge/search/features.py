"""What a text is searched by: how its words sound, their consonants, and character n-grams of the sounds."""

from collections import Counter
from functools import lru_cache
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
    found: Counter[str] = Counter()
    for word in tokens:
        heard = sound(word)
        found[f"w:{heard}"] += 1
        if len(bones := frame(word)) > 1:
            found[f"f:{bones}"] += 1
        bounded = f"<{heard}>"
        for size in _GRAM_SIZES:
            found.update(f"g:{bounded[at : at + size]}" for at in range(len(bounded) - size + 1))
    return found
