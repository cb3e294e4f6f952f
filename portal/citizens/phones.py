"""Indian mobile numbers in one form."""

from __future__ import annotations

import re
import unicodedata

from portal.errors import NotAPhone

_MOBILE = re.compile(r"(?:\+?91|0)?([6-9]\d{9})")
_BETWEEN = re.compile(r"[\s().\-]+")


def e164(text: str) -> str:
    """`+91` and ten digits; raises NotAPhone. Digits may be Devanagari, spaces and hyphens may stand between."""
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    match = _MOBILE.fullmatch(_BETWEEN.sub("", digits))
    if match is None:
        raise NotAPhone
    return f"+91{match[1]}"


def last_digits(phone: str) -> str:
    """What may be shown of a number to whoever asks: its last two digits."""
    return phone[-2:]
