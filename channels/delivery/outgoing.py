"""One message as it waits for its provider: what is to be seen, not yet how the provider wants it said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from channels.text import without_nul
from channels.wording import Language

Form = Literal["text", "buttons", "list", "media", "template", "voice"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or a row of a list; `description` is empty where the title says it all."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """`plain` says the same as text alone, should the provider refuse the form.

    `menu` is what the button says that opens a list. `template` names an approved message and `values` fill it in;
    a text message may have one too, for the time when only those may be sent. A `voice` message is one whose text is
    to be spoken first.
    """

    form: Form
    lang: Language
    text: str = ""
    plain: str = ""
    choices: tuple[Choice, ...] = ()
    menu: str = ""
    media_kind: str = ""
    media_url: str = ""
    template: str = ""
    values: tuple[str, ...] = ()

    @property
    def is_tappable(self) -> bool:
        """Whether it has something to tap."""
        return self.form in ("buttons", "list")

    def as_text(self) -> Outgoing:
        """The same as text alone."""
        return Outgoing("text", self.lang, self.plain, self.plain, template=self.template, values=self.values)

    def as_json(self) -> bytes:
        """As it is sealed; without NUL, which no provider takes."""
        return without_nul(orjson.dumps(self))


def from_json(written: str) -> Outgoing:
    """What `as_json` made."""
    body: dict[str, Any] = orjson.loads(written)
    choices = tuple(Choice(**choice) for choice in body["choices"])
    return Outgoing(**{**body, "choices": choices, "values": tuple(body["values"])})
