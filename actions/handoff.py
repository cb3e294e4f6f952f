"""Brings in a person."""

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.evidence import HARDLY_NAMED
from actions.reply import Reply
from actions.resolve import Found, resolve
from actions.turn import Turn
from actions.words import pointing, say
from language.lexicon import heard

# Below this "mujhe … chahiye" is taken for a wish for a person whatever is wanted ("mujhe loan chahiye": 0.65), unless
# a person is spoken of.
_SURE, _SURE_OF_A_PERSON = 0.8, 0.5
# Below this a follow-up about what is spoken of is one.
_PERHAPS = 0.6


class ActionHandoff(TurnAction):
    action = "action_handoff"

    async def reply(self, turn: Turn) -> Reply:
        sure = _SURE_OF_A_PERSON if pointing("person").find(heard(turn.text)) else _SURE
        if turn.text.strip() and turn.surest("handoff") < sure:
            resolution = resolve(turn, self.knowledge)
            follows_up = resolution.found is Found.CARRIED and turn.surest("handoff") < _PERHAPS
            if follows_up or (resolution.candidates and resolution.candidates[0].named >= HARDLY_NAMED):
                return by_evidence(turn, self.knowledge, resolution)
        return handoff(turn)


def handoff(turn: Turn) -> Reply:
    return Reply(turn.language, "handoff", say("handoff", turn.language), say("handoff_speech", turn.language))
