"""Whether a text contains a string, however it is written."""

import re
import unicodedata

_NUKTA = "\u093c"
_DIGIT = re.compile(r"\d")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2013]+")


def folded(text: str) -> str:
    """Without case, nukta and digit script."""
    plain = unicodedata.normalize("NFD", text.casefold()).replace(_NUKTA, "")
    return _DIGIT.sub(lambda digit: str(int(digit.group())), plain)


def mentions(text: str, wanted: str) -> bool:
    """A wanted string that ends in a digit must not run on into another digit."""
    wanted = folded(wanted)
    end = r"(?!\d)" if wanted[-1:].isdigit() else ""
    return re.search(re.escape(wanted) + end, folded(text)) is not None


def reveals(text: str, forbidden: str) -> bool:
    """Digits are found through spaces and hyphens, and inside longer numbers too."""
    text, forbidden = folded(text), folded(forbidden)
    digits = _SEPARATORS.sub("", forbidden)
    return digits in _SEPARATORS.sub("", text) if digits.isdigit() else forbidden in text
