"""What a conversation holds beyond Rasa's slots: facts about people, and the tasks in hand. Kept sealed (store.py)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Frame:
    """One task in hand. `called` by the task below it, which waits for its result; else merely begun on top of it.

    `mark` tells the question now open from every other (choices.py).
    """

    task: str
    state: dict[str, Any] = field(default_factory=dict)
    called: bool = False
    mark: str = ""


@dataclass
class Dialogue:
    """`facts` are the citizen's own, by name, `people` those of others asked for, by relation; `about` is the one
    something was told of last. `shelved` are tasks that were left and can be taken up again; `resting` is one that
    has said all, and listens whether that changes.

    `answered` and `reply` are the last turn's correlation id and what came of it (`payloads`, `slots`, and the words
    `said`), so that a turn run again (by the gateway's recovery) changes nothing and says the same, and one whose reply
    was lost on the way is told of after all (actions/unheard.py). `citizen` is known after proof of identity. `lodged`
    are the numbers of the complaints lodged here. `address` is the digest of the phone from which it comes, in hex,
    empty if the channel names none; `took_over` is the conversation whose task goes on here now.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    about: str | None = None
    resting: Frame | None = None
    stack: list[Frame] = field(default_factory=list)
    shelved: list[Frame] = field(default_factory=list)
    citizen: str | None = None
    lodged: list[str] = field(default_factory=list)
    address: str | None = None
    took_over: str | None = None
    answered: str | None = None
    reply: dict[str, Any] | None = None

    @property
    def top(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def let_go(self, task: str) -> None:
        """Take a task that has said all off the desk, so that it asks nothing more; the turn is then anybody's."""
        self.stack[:] = [frame for frame in self.stack if frame.task != task]

    def as_json(self) -> dict[str, Any]:
        return {
            "facts": self.facts,
            "people": self.people,
            "about": self.about,
            "resting": _frame_json(self.resting) if self.resting else None,
            "stack": [_frame_json(frame) for frame in self.stack],
            "shelved": [_frame_json(frame) for frame in self.shelved],
            "citizen": self.citizen,
            "lodged": self.lodged,
            "address": self.address,
            "took_over": self.took_over,
            "answered": self.answered,
            "reply": self.reply,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Dialogue":
        frames = {name: [Frame(**frame) for frame in value[name]] for name in ("stack", "shelved")}
        resting = value.get("resting")
        return cls(**{**value, **frames, "resting": Frame(**resting) if resting else None})

    def forget_people(self) -> None:
        """Nothing that was told of anybody is known any more."""
        self.facts.clear()
        self.people.clear()
        self.about = None
        self.resting = None


def _frame_json(frame: Frame) -> dict[str, Any]:
    return {"task": frame.task, "state": frame.state, "called": frame.called, "mark": frame.mark}
