"""A reply that was made and did not reach the citizen: its turn ended in an apology of the gateway.

What the turn did stays done, so its reply is given before anything else happens: who lodged an application does not
lodge it again for want of its number.
"""

from typing import Any

from actions.tasks.desk import asks_something, in_danger
from actions.turn import Turn
from actions.words import say

Payload = dict[str, Any]


def unheard_reply(turn: Turn) -> dict[str, Any] | None:
    """What the conversation keeps of such a turn (`Dialogue.reply`). Who is in danger is helped first."""
    return turn.dialogue.reply if turn.dialogue.answered in turn.unheard and not in_danger(turn) else None


def goes_on(turn: Turn, unheard: dict[str, Any]) -> bool:
    """Whether the message wants something more.

    A bare yes or a number answers the question before that reply; the same words again want the very reply.
    """
    return asks_something(turn) and turn.intent != "repeat" and turn.text != unheard.get("said")


def said_late(unheard: dict[str, Any], turn: Turn) -> list[Payload]:
    """Its payloads, called late, to stand before the reply to this turn."""
    words = say("late_reply", turn.language)
    payloads = [{name: value for name, value in one.items() if name != "state"} for one in unheard["payloads"]]
    payloads[0]["text"] = f"{words}\n\n{payloads[0]['text']}"
    payloads[0]["speech"] = f"{words} {payloads[0]['speech']}"
    return payloads
