"""What the telephone itself says: already in the words that are spoken."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from channels.wording import LANGUAGES, Language

_FOLDER = Path(__file__).parent / "messages"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> dict[str, str]:
    """Message key → words."""
    messages: dict[str, str] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return messages


def say(key: str, language: Language, /, **values: str) -> str:
    """Raises KeyError for a key that the catalogue does not have."""
    return catalogue(language)[key].format(**values)


@lru_cache(maxsize=64)
def listed(key: str, language: Language) -> tuple[str, ...]:
    """An entry that is a list separated by commas."""
    return tuple(word.strip() for word in catalogue(language)[key].split(","))
