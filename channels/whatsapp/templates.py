"""Approved templates, for what may be said when a citizen has not written for a day.

The operator's file: for each template its name at each provider and in each language, see docs/operators/whatsapp.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from channels.delivery.outgoing import Outgoing
from channels.rendering.splitting import shortened
from channels.wording import Language


class Templates:
    """Names of approved templates by ours, provider and language."""

    def __init__(self, listed: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        self._listed = listed

    @classmethod
    def from_file(cls, path: str) -> Templates:
        """No file, no templates; raises ValueError for a file of another shape."""
        if not path:
            return cls({})
        listed = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
        try:
            sound = all(
                isinstance(name, str) for by in listed.values() for names in by.values() for name in names.values()
            )
        except AttributeError:
            sound = False
        if not sound:
            raise ValueError("WHATSAPP_TEMPLATES: not in the shape {template: {provider: {language: name}}}")
        return cls(listed)

    def name(self, provider: str, template: str, language: Language) -> str:
        """Its name at the provider; raises KeyError without one."""
        return self._listed[template][provider][language]

    def has(self, provider: str, template: str, language: Language) -> bool:
        """Whether it was approved there."""
        return language in self._listed.get(template, {}).get(provider, {})


def filled(message: Outgoing, longest: int) -> list[str]:
    """The values of a template as providers take them: one line each, of at most so many characters, none empty."""
    return [shortened(" ".join(value.split()), longest) or "–" for value in message.values]
