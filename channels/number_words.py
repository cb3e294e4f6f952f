"""Number words as people say them digit by digit; the words themselves are in language/data/numbers.yaml."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import yaml

_NUMBERS = Path(__file__).parents[1] / "language" / "data" / "numbers.yaml"
_ALSO = {
    "shunya": "0", "sunya": "0", "jiro": "0", "oh": "0", "tin": "3", "paach": "5", "cheh": "6", "chhai": "6",
    "nou": "9", "no": "9",
}  # fmt: skip
_SPELLING = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        ("z", "j"),
        ("w", "v"),
        ("ee|ii|ea", "i"),
        ("oo", "u"),
        (r"(.)\1+", r"\1"),
        ("chh", "ch"),
    ]
]
_NUKTA, _CANDRABINDU, _ANUSVARA = "\u093c", "\u0901", "\u0902"

REPEATS = {"double": 2, "dabal": 2, "डबल": 2, "triple": 3, "tripal": 3, "ट्रिपल": 3, "तिबल": 3}
"""Words that repeat the digit after them."""

FILLERS = ("dash", "hyphen", "dot", "space", "डैश", "डॉट", "हाइफन")
"""Words said for what stands between digits."""

AMBIGUOUS = frozenset({"do", "दो", "ek", "एक", "so", "no", "oh", "sath", "saath", "साथ", "tera", "bara", "das", "one"})
"""Number words that are also other words ("do": two, or give), so that one at the edge may not belong."""

ENGLISH_TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"})

_QUANTITY = re.compile(
    r"""\s*(?:%|/-|₹|rs\b|rupees?|rupay|rupaye|रुप|रूप|रु\b|percent|pratishat|प्रतिशत|फीसदी|फ़ीसदी|years?\b|yrs?\b|saal|sal\b
    |साल|वर्ष|बरस|days?\b|din\b|दिन|months?\b|mahin|महीन|माह|acres?\b|एकड़|hectares?\b|हेक्टेयर|बीघा|bigha
    |lakhs?|lacs?\b|lac\b|लाख|crores?|karod|करोड़|hazar|hajar|hazaar|thousand|हजार|हज़ार|k\b|sau\b|सौ|hundred|kg\b|किलो|बजे)""",
    re.IGNORECASE | re.VERBOSE,
)


def digits_of(word: str) -> str | None:
    """The digits that a lower-case word stands for, if it is a number below 100."""
    return _lexicon().get(_folded(word))


def is_quantity(following: str) -> bool:
    """Whether the text after a number makes it an amount, an age, a share or the like."""
    return _QUANTITY.match(following) is not None


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    if not word.isascii():
        plain = unicodedata.normalize("NFD", word).replace(_NUKTA, "").replace(_CANDRABINDU, _ANUSVARA)
        return unicodedata.normalize("NFC", plain)
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, str]:
    units: dict[int, list[str]] = yaml.safe_load(_NUMBERS.read_text(encoding="utf-8"))["units"]
    words = {_folded(word): digits for word, digits in _ALSO.items()}
    return words | {_folded(word): str(value) for value, names in units.items() for word in names}
