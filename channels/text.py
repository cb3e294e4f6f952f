"""What a person typed, made safe to keep, and what can be told from it at once."""

from __future__ import annotations

import re
import unicodedata

from channels.wording import Language
from language.detect import detect

_UNKEEPABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)

# An even number of backslashes before it: not one that is itself escaped.
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


def clean(text: str) -> str:
    """Without control characters and direction overrides, trimmed; joiners stay, Hindi and emoji need them."""
    return _UNKEEPABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def without_nul(written: bytes) -> bytes:
    """JSON without the NULs in its strings, which no provider takes; words that only look like one stay."""
    return _NUL.sub(rb"\1", written) if rb"\u0000" in written else written


def says_something(text: str) -> bool:
    """Whether there is a letter, digit or symbol (an emoji is one) in it."""
    return any(unicodedata.category(character)[0] in "LNS" for character in text)


def spoken_in(text: str) -> Language | None:
    """The language to answer in, if the words leave no doubt."""
    found = detect(text)
    if not found.sure or found.language is None:
        return None
    return "en" if found.language == "en" else "hi"
