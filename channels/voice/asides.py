"""What a caller says to the telephone itself ("speak slowly"), apart from what is meant for the assistant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("asides.yaml")


def without_slowly(words: str) -> str | None:
    """The rest of the words of somebody who wants to hear it slowly; None for somebody who does not."""
    said = unicodedata.normalize("NFC", words)
    for pattern in _patterns("slowly"):
        rest, found = pattern.subn(" ", said)
        if found:
            return _joining().sub("", " ".join(rest.split()).strip(" ,।.")).strip(" ,।.")
    return None


@lru_cache(maxsize=4)
def _patterns(what: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(pattern) for pattern in _data()[what])


@lru_cache(maxsize=1)
def _joining() -> re.Pattern[str]:
    return _compiled(_data()["joining"])


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return data


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(unicodedata.normalize("NFC", pattern), re.IGNORECASE)
