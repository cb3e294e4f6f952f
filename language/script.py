"""Which script a text is in, and digits of either script."""

import re

DEVANAGARI_LETTER = re.compile(r"[\u0904-\u0939\u0958-\u0961\u0972-\u097F]")
LATIN_LETTER = re.compile(r"[A-Za-z]")

_DIGITS = str.maketrans("०१२३४५६७८९", "0123456789")


def latin_digits(text: str) -> str:
    """The text with Devanagari digits replaced by Latin ones; the length is unchanged."""
    return text.translate(_DIGITS)


def devanagari_share(text: str) -> float:
    """Share of Devanagari among the letters, 0 to 1; 0 for a text without letters."""
    devanagari = len(DEVANAGARI_LETTER.findall(text))
    letters = devanagari + len(LATIN_LETTER.findall(text))
    return devanagari / letters if letters else 0.0
