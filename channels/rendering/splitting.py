"""Cuts a text that is too long for one message where a reader would pause."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Measure = Callable[[str], int]
# The best place first: after a paragraph, a line, a sentence, a clause, a word.
_PAUSES = ("\n\n", "\n", "। ", ". ", "? ", "! ", "; ", ", ", " ")
_JOINERS = "\u200c\u200d"
_VIRAMA = "\u094d"


def utf16(text: str) -> int:
    """Length as phones count it: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int, measure: Measure = utf16) -> list[str]:
    """Parts of at most `limit`, none empty; nothing is lost but the white space at which it was cut."""
    parts, rest = [], text.strip()
    while measure(rest) > limit:
        head = _fitting(rest, limit, measure)
        parts.append(head.rstrip())
        rest = rest[len(head) :].lstrip()
    return [*parts, rest] if rest else parts


def shortened(text: str, limit: int, measure: Measure = utf16) -> str:
    """The text, or its beginning with an ellipsis."""
    if measure(text) <= limit:
        return text
    return _whole_letters(text, _longest(text, limit - 1, measure)).rstrip() + "…"


def _fitting(text: str, limit: int, measure: Measure) -> str:
    most = _longest(text, limit, measure)
    for pause in _PAUSES:
        # A pause too near the beginning would make a crumb of a message.
        at = text.rfind(pause, most // 3, most)
        if at > 0:
            return text[: at + len(pause)]
    return _whole_letters(text, most)


def _longest(text: str, limit: int, measure: Measure) -> int:
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= limit else (low, middle - 1)
    return low


def _whole_letters(text: str, end: int) -> str:
    """Not between a letter and its signs, nor inside a conjunct."""
    at = end
    while at > 1 and at < len(text) and (_is_sign(text[at]) or text[at - 1] == _VIRAMA or text[at - 1] in _JOINERS):
        at -= 1
    return text[: at if at > 1 else end]


def _is_sign(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Cf") or character in _JOINERS


def without_blank_runs(text: str) -> str:
    """At most one blank line between paragraphs."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()
