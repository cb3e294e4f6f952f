"""What is said to citizens, from catalogues of messages; among them that of the portal."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml

Language = Literal["hi", "en"]
LANGUAGES: tuple[Language, ...] = ("hi", "en")


class Catalogue:
    """The messages of a folder, in a file for each language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def messages(self, language: Language) -> dict[str, str]:
        """Message key → text."""
        return self._messages[language]

    def say(self, key: str, language: Language, /, **values: str) -> str:
        """Raises KeyError for a key that the catalogue does not have."""
        return self._messages[language][key].format(**values)

    def in_all_languages(self, key: str) -> dict[str, str]:
        """The message in each language, for a client that has not said which it wants."""
        return {language: self.say(key, language) for language in LANGUAGES}

    @cached_property
    def _messages(self) -> dict[Language, dict[str, str]]:
        files = {language: self._folder / f"{language}.yaml" for language in LANGUAGES}
        return {language: yaml.safe_load(file.read_text(encoding="utf-8")) for language, file in files.items()}


_PORTAL = Catalogue(Path(__file__).parent / "messages")
catalogue, say, in_all_languages = _PORTAL.messages, _PORTAL.say, _PORTAL.in_all_languages
