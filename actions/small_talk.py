"""Greetings, thanks, goodbyes, questions about the assistant, and insults (met once with calm)."""

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.evidence import STRONG
from actions.judging import resolve_case
from actions.reply import Reply
from actions.resolve import is_outside
from actions.turn import Turn
from actions.words import say

# Below this a greeting may stand before what is wanted: "hello, I want to get a licence".
_SURE = 0.5
_KINDS = ("greet", "thanks", "bye", "chitchat", "abuse")


class ActionSmallTalk(TurnAction):
    action = "action_small_talk"

    async def reply(self, turn: Turn) -> Reply:
        key = turn.intent if turn.intent in _KINDS else "greet"
        if key == "greet" and turn.probability("greet") < _SURE:
            resolution = resolve_case(turn, self.knowledge)
            if resolution.score >= STRONG and not is_outside(turn, resolution, self.knowledge):
                return by_evidence(turn, self.knowledge, resolution)
        if key == "abuse":
            key = "abuse_again" if turn.abused else "abuse"
            return Reply(turn.language, "smalltalk", say(key, turn.language), remember={"abused": True})
        return Reply(turn.language, "smalltalk", say(key, turn.language))
