"""A task: work of several turns, such as lodging a complaint. Run by desk.py, one `Step` a turn."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

from actions.reply import Reply
from actions.turn import Turn

State = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """What a task does with one turn.

    `state`: how it goes on (JSON values only), None when it has ended. `reply`: what is said; None when the task ends
    with a `result` for the one that called it. Another task may be called (`calls` with `given`): it goes on speaking,
    after the `reply` if there is one. `rests`: it has said all, and goes on only if a later turn changes something.
    """

    reply: Reply | None = None
    state: State | None = None
    calls: str | None = None
    given: dict[str, Any] = field(default_factory=dict)
    result: Any = None
    rests: bool = False


class Task(ABC):
    """One kind of task; holds no conversation: what it must remember is in the state handed to it.

    A reply that goes on asking sets `asks`; its options, if any, have choices made by `option_choice` (choices.py), and
    come back through `answers.picked`. Whatever a task changes in the world must be idempotent on
    `turn.correlation_id`.
    """

    name: ClassVar[str]

    @abstractmethod
    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        """The first step. `given` is what the beginner knows; the turn may say more.

        A task that may be gone on with on another day gets its own state of then as `given["resumed"]` (unfinished.py);
        `state["over"]` says that it has done its work and only listens.
        """

    @abstractmethod
    async def take(self, turn: Turn, state: State) -> Step | None:
        """The next step, or None if the turn says nothing to this task: then it may be a question on the side.

        A task at rest is asked too, and must take only what surely is its own.
        """

    @abstractmethod
    def pending(self, turn: Turn, state: State) -> Reply:
        """The question now open, once more, in the turn's language: after a side question or an unclear answer."""

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        """The task called has ended with this result (None: it was left)."""
        raise NotImplementedError

    def why(self, turn: Turn, state: State) -> str | None:
        """The reason for the question now open, if there is a special one."""
        return None

    def left(self, turn: Turn, state: State) -> Reply | None:
        """What to say when the citizen leaves the task; None for the usual words."""
        return None

    def stays(self, turn: Turn, state: State) -> bool:
        """Whether words of leaving only leave out the question now open ("chhodo" to what is optional)."""
        return False

    def gives_way(self, turn: Turn, state: State) -> bool:
        """Whether the turn plainly begins something else, so that this is dropped; else it is come back to."""
        return False

    def takes_anything(self, state: State) -> bool:
        """Whether any words are an answer now (a description, a name), so that no question is looked for in them."""
        return False
