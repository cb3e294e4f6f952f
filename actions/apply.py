"""Helps to apply: the way and the papers, and where there is a form for it, the form itself (tasks/apply.py)."""

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.decline import decline
from actions.how_to_apply import way_to_apply
from actions.judging import resolve_case
from actions.options import disambiguation
from actions.reply import Reply
from actions.resolve import Found, is_of_another_state
from actions.sections import ASKING
from actions.turn import Turn
from actions.words import say
from portal.forms.catalogue import forms

_UNSURE, _ASKED = 0.6, 0.2
_OF_APPLYING = frozenset({"ask_how_to_apply", "ask_documents", "ask_summary"})


class ActionApply(TurnAction):
    action = "action_apply"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve_case(turn, self.knowledge)
        if _asks_something_else(turn):
            return by_evidence(turn, self.knowledge, resolution)
        if is_of_another_state(turn.text) and not resolution.by_name:
            return decline(turn)
        if resolution.found is Found.UNCLEAR:
            return disambiguation(turn, self.knowledge, resolution.candidates)
        record = self.knowledge.records.get(resolution.topic or "")
        if record is None:
            return Reply(turn.language, "ask", say("apply_which", turn.language), asks="topic")
        if record.id in forms():
            return await self.desk.begin(turn, "apply", {"topic": record.id, "confidence": resolution.confidence})
        return way_to_apply(turn, record, resolution.confidence)


def _asks_something_else(turn: Turn) -> bool:
    """ "Tell me the fee of an application" only speaks of applying."""
    asked = [value for intent, value in turn.ranking if intent in ASKING and intent not in _OF_APPLYING]
    return turn.probability("apply") < _UNSURE and max(asked, default=0.0) >= _ASKED
