"""What the telephone itself says: already in the words that are spoken."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from channels.wording import Language
from portal.wording import Catalogue

_TELEPHONE = Catalogue(Path(__file__).parent / "messages")
catalogue, say = _TELEPHONE.messages, _TELEPHONE.say


@lru_cache(maxsize=64)
def listed(key: str, language: Language) -> tuple[str, ...]:
    """An entry that is a list separated by commas."""
    return tuple(word.strip() for word in catalogue(language)[key].split(","))
