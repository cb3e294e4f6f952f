"""Words by which a citizen stops our messages, or wants them again."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from language.normalise import normalise

FILE = Path(__file__).parent / "words.yaml"
_LONGEST = 60
_PUNCTUATION = re.compile(r"[\s.,!?;:।'\"“”‘’*_~-]+")


def stops(text: str) -> bool:
    """Whether the whole message asks for no more messages."""
    return _says(text, "opt_out")


def starts(text: str) -> bool:
    """Whether the whole message asks for messages again."""
    return _says(text, "opt_in")


def _says(text: str, what: str) -> bool:
    return len(text) <= _LONGEST and _bare(text) in _words()[what]


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    listed = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {what: frozenset(_bare(word) for word in words) for what, words in listed.items()}


def _bare(text: str) -> str:
    return _PUNCTUATION.sub(" ", normalise(text).lower()).strip()
