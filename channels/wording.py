"""What the gateway itself says to citizens, from the message catalogue."""

from __future__ import annotations

from pathlib import Path

from portal.wording import LANGUAGES, Catalogue, Language

__all__ = ["LANGUAGES", "Language", "catalogue", "in_all_languages", "say"]

_GATEWAY = Catalogue(Path(__file__).parent / "messages")
catalogue, in_all_languages = _GATEWAY.messages, _GATEWAY.in_all_languages


def say(key: str, language: Language) -> str:
    """Raises KeyError for a key that the catalogue does not have."""
    return catalogue(language)[key]
