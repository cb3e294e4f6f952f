"""Greetings, thanks, goodbyes, questions about the assistant, and insults (met once with calm)."""

from actions.base import TurnAction
from actions.reply import Reply
from actions.turn import Turn
from actions.words import say

_KINDS = ("greet", "thanks", "bye", "chitchat", "abuse")


class ActionSmallTalk(TurnAction):
    action = "action_small_talk"

    async def reply(self, turn: Turn) -> Reply:
        key = turn.intent if turn.intent in _KINDS else "greet"
        if key == "abuse":
            key = "abuse_again" if turn.abused else "abuse"
            return Reply(turn.language, "smalltalk", say(key, turn.language), remember={"abused": True})
        return Reply(turn.language, "smalltalk", say(key, turn.language))
