"""Which words of a message with buttons or a list stand in which variable of its template.

All words are variables, so that nothing a citizen is told lies in a template. A variable takes at most 255 characters,
none of them a line break (twilio.com/docs/api/errors/21656), so a template has the lines: a variable, or several, for
each of them. Messages of the same shape share a template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from channels.delivery.outgoing import Choice, Outgoing
from channels.rendering.splitting import utf16

LONGEST_VARIABLE = 255
_MOST_VARIABLES = 100


@dataclass(frozen=True, slots=True)
class Layout:
    """`lines` are the portions of each line; `described`: each row of the list has a description."""

    form: str
    lines: tuple[tuple[str, ...], ...]
    menu: str
    choices: tuple[Choice, ...]
    described: bool

    @property
    def shape(self) -> str:
        """The same for all messages that fit one template."""
        kind = f"{self.form}-{len(self.choices)}{'-described' if self.described else ''}"
        return f"{kind}:{'.'.join(str(len(portions)) for portions in self.lines)}"

    @property
    def name(self) -> str:
        """What the template is called at Twilio."""
        return f"jan_sahayak_{self.form}_{sha256(self.shape.encode()).hexdigest()[:16]}"

    def variables(self) -> dict[str, str]:
        """The words by the names of their variables."""
        return {str(number): word for number, word in enumerate(self._words(), 1)}

    def types(self) -> dict[str, dict[str, object]]:
        """What the template holds: variables only."""
        names = (f"{{{{{number}}}}}" for number in range(1, _MOST_VARIABLES + 1))
        body = "\n".join(" ".join(next(names) for _ in portions) for portions in self.lines)
        if self.form == "buttons":
            actions = [{"type": "QUICK_REPLY", "title": next(names), "id": next(names)} for _ in self.choices]
            return {"twilio/quick-reply": {"body": body, "actions": actions}}
        button = next(names)
        items = [self._item(names) for _ in self.choices]
        return {"twilio/list-picker": {"body": body, "button": button, "items": items}}

    def _item(self, names: Iterator[str]) -> dict[str, str]:
        item = {"item": next(names), "id": next(names)}
        return {**item, "description": next(names)} if self.described else item

    def _words(self) -> Iterator[str]:
        for portions in self.lines:
            yield from portions
        if self.form == "list":
            yield self.menu
        for choice in self.choices:
            yield from (choice.title, choice.id)
            if self.described:
                yield choice.description or choice.title


def layout(message: Outgoing) -> Layout | None:
    """None if the message fits no template."""
    lines = tuple(_portions(line) for line in message.text.split("\n"))
    choices = tuple(
        Choice(choice.id, plain_line(choice.title), plain_line(choice.description)) for choice in message.choices
    )
    described = message.form == "list" and any(choice.description for choice in choices)
    made = Layout(message.form, lines, plain_line(message.menu), choices, described)
    words = made.variables().values()
    return (
        made if len(words) <= _MOST_VARIABLES and all(0 < utf16(word) <= LONGEST_VARIABLE for word in words) else None
    )


def plain_line(text: str) -> str:
    """Without runs of white space, and with typographic apostrophes: Twilio was seen to refuse the other ones."""
    return " ".join(text.split()).replace("'", "’")


def _portions(line: str) -> tuple[str, ...]:
    """As few as can be; none of an empty line. A word that is too long stays whole, and nothing fits it."""
    portions: list[str] = []
    for word in plain_line(line).split():
        if portions and utf16(portions[-1]) + 1 + utf16(word) <= LONGEST_VARIABLE:
            portions[-1] += f" {word}"
        else:
            portions.append(word)
    return tuple(portions)
