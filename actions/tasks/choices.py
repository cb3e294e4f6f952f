"""The choices of a task's options: what they mean, and the question they answer.

A button stays on the screen long after its question was answered, and may be tapped twice. So each choice bears the
mark of its question (`Frame.mark`), and counts only while that question is open.
"""

from dataclasses import replace
from hashlib import sha256

from actions.reply import Reply
from actions.turn import Turn

_KIND = "task"
_MARK_LENGTH = 8


def option_choice(value: str) -> str:
    """The `choice` of an option by which a task is answered."""
    return f"{_KIND}:{value}"


def value_of(choice: str | None) -> str | None:
    """What a task's choice means; None for any other."""
    kind, value, _ = _parts(choice)
    return value if kind == _KIND else None


def new_mark(turn: Turn) -> str:
    """The mark of a question that is asked first in this turn."""
    return sha256(turn.correlation_id.encode()).hexdigest()[:_MARK_LENGTH]


def marked(reply: Reply, mark: str) -> Reply:
    """The reply, its task's options bearing the mark of the question."""
    options = tuple(
        option if (value := value_of(option.choice)) is None else replace(option, choice=f"{_KIND}:{value}:{mark}")
        for option in reply.options
    )
    return replace(reply, options=options)


def is_outdated(turn: Turn, mark: str) -> bool:
    """Whether a button was tapped that answers another question than the one with this mark."""
    if turn.intent != "choose_option":
        return False
    kind, _, borne = _parts(turn.entity("choice"))
    return kind == _KIND and borne != mark


def _parts(choice: str | None) -> tuple[str, str, str]:
    kind, _, rest = (choice or "").partition(":")
    value, _, mark = rest.partition(":")
    return kind, value, mark
