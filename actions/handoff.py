"""Brings in a person."""

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.evidence import HARDLY_NAMED
from actions.reply import Reply
from actions.resolve import resolve
from actions.turn import Turn
from actions.words import say

# Below this "mujhe … chahiye" is taken for a wish for a person whatever is wanted ("mujhe loan chahiye": 0.65).
_SURE = 0.8


class ActionHandoff(TurnAction):
    action = "action_handoff"

    async def reply(self, turn: Turn) -> Reply:
        if turn.text.strip() and turn.surest("handoff") < _SURE:
            resolution = resolve(turn, self.knowledge)
            if resolution.candidates and resolution.candidates[0].named >= HARDLY_NAMED:
                return by_evidence(turn, self.knowledge, resolution)
        return handoff(turn)


def handoff(turn: Turn) -> Reply:
    return Reply(turn.language, "handoff", say("handoff", turn.language), say("handoff_speech", turn.language))
