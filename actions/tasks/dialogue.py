"""What a conversation holds beyond Rasa's slots: facts about people, and the tasks in hand. Kept sealed (store.py)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Frame:
    """One task in hand. `called` by the task below it, which waits for its result; else merely begun on top of it."""

    task: str
    state: dict[str, Any] = field(default_factory=dict)
    called: bool = False


@dataclass
class Dialogue:
    """`facts` are the citizen's own, by name; `shelved` are tasks that were left and can be taken up again.

    `answered` and `reply` are the last turn's correlation id and payload, so that a turn run again (by the gateway's
    recovery) changes nothing and says the same. `citizen` is known after proof of identity. `lodged` are the numbers of
    the complaints lodged here.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    stack: list[Frame] = field(default_factory=list)
    shelved: list[Frame] = field(default_factory=list)
    citizen: str | None = None
    lodged: list[str] = field(default_factory=list)
    answered: str | None = None
    reply: dict[str, Any] | None = None

    @property
    def top(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def as_json(self) -> dict[str, Any]:
        return {
            "facts": self.facts,
            "stack": [_frame_json(frame) for frame in self.stack],
            "shelved": [_frame_json(frame) for frame in self.shelved],
            "citizen": self.citizen,
            "lodged": self.lodged,
            "answered": self.answered,
            "reply": self.reply,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Dialogue":
        frames = {name: [Frame(**frame) for frame in value[name]] for name in ("stack", "shelved")}
        return cls(**{**value, **frames})


def _frame_json(frame: Frame) -> dict[str, Any]:
    return {"task": frame.task, "state": frame.state, "called": frame.called}
