"""What the portal says to citizens, from the message catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

Language = Literal["hi", "en"]
LANGUAGES: tuple[Language, ...] = ("hi", "en")
_FOLDER = Path(__file__).parent / "messages"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: Language) -> dict[str, str]:
    """Message key → text."""
    messages: dict[str, str] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return messages


def say(key: str, language: Language, **values: str) -> str:
    """Raises KeyError for a key that the catalogue does not have."""
    return catalogue(language)[key].format(**values)


def in_all_languages(key: str) -> dict[str, str]:
    """The message in each language, for a client that has not said which it wants."""
    return {language: say(key, language) for language in LANGUAGES}
