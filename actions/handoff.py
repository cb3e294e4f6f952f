"""Brings in a person."""

from actions.base import TurnAction
from actions.reply import Reply
from actions.turn import Turn
from actions.words import say


class ActionHandoff(TurnAction):
    action = "action_handoff"

    async def reply(self, turn: Turn) -> Reply:
        return handoff(turn)


def handoff(turn: Turn) -> Reply:
    return Reply(turn.language, "handoff", say("handoff", turn.language), say("handoff_speech", turn.language))
