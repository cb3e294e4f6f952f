"""Whether somebody gets a named scheme: an interview where a rule can judge, else what the record says of it."""

from actions.answer import answer, section_reply
from actions.base import TurnAction
from actions.decline import decline
from actions.judging import CHECK, can_judge, resolve_case
from actions.options import disambiguation
from actions.reply import Reply
from actions.resolve import Found
from actions.turn import Turn
from actions.words import personal_words
from knowledge.schema import Section
from language.lexicon import heard

_OUTSIDE = 0.3


class ActionCheckEligibility(TurnAction):
    action = "action_check_eligibility"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve_case(turn, self.knowledge)
        if resolution.found is Found.UNCLEAR:
            return disambiguation(turn, self.knowledge, resolution.candidates, CHECK)
        if resolution.topic is None:
            outside = turn.probability("out_of_scope") >= _OUTSIDE
            return decline(turn) if outside else await self.desk.begin(turn, "discover")
        record = self.knowledge.records.get(resolution.topic)
        if record is None or not (record.kind == "scheme" or is_personal(turn)):
            return answer(turn, self.knowledge, resolution)
        if not is_personal(turn):
            return section_reply(record, Section.ELIGIBILITY, turn.language, resolution.confidence)
        if can_judge(self.knowledge, record):
            return await self.desk.begin(turn, "interview", {"record": record.id})
        return answer(turn, self.knowledge, resolution)


def is_personal(turn: Turn) -> bool:
    """Whether somebody's own case is asked about, and not the rule."""
    return bool(turn.entities) or bool(personal_words().find(heard(turn.text)))
