"""Whether somebody gets a named scheme: an interview where a rule can judge, else what the record says of it."""

from actions.answer import answer, section_reply
from actions.base import TurnAction
from actions.decline import decline
from actions.judging import CHECK, asks_how_much, asks_own_case, can_judge, resolve_case
from actions.options import disambiguation
from actions.people import SELF
from actions.reply import Reply
from actions.resolve import Found, Resolution
from actions.tasks.suggestions import needs_in, suggest
from actions.tasks.told import listener_for
from actions.turn import Turn
from actions.words import personal_words
from knowledge.schema import Section
from language.lexicon import heard
from portal.calendar import today

_OUTSIDE = 0.3
_MUCH = 3


class ActionCheckEligibility(TurnAction):
    action = "action_check_eligibility"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve_case(turn, self.knowledge)
        if resolution.found is Found.UNCLEAR:
            return await self._one_of(turn, resolution)
        if resolution.topic is None:
            outside = turn.probability("out_of_scope") >= _OUTSIDE
            return decline(turn) if outside else await self.desk.begin(turn, "discover")
        record = self.knowledge.records.get(resolution.topic)
        if record is None:
            return answer(turn, self.knowledge, resolution)
        if asks_how_much(turn):
            return answer(turn, self.knowledge, resolution)
        personal = is_personal(turn) or asks_own_case(turn, self.knowledge, record)
        if not (record.kind == "scheme" or personal):
            return answer(turn, self.knowledge, resolution)
        if not personal:
            return section_reply(record, Section.ELIGIBILITY, turn.language, resolution.confidence)
        if can_judge(self.knowledge, record):
            return await self.desk.begin(turn, "interview", {"record": record.id})
        return answer(turn, self.knowledge, resolution)

    async def _one_of(self, turn: Turn, resolution: Resolution) -> Reply:
        """Which one is meant, unless what is told of the person leaves one or none to choose from.

        Who tells much of himself is not asked to choose: "62, widow, BPL, what help can I get?".
        """
        listener = listener_for(self.knowledge.rules)
        told = listener.listen(turn, ())
        if not told.facts:
            return disambiguation(turn, self.knowledge, resolution.candidates, CHECK)
        if told.subject not in {None, SELF} or len(told.facts.keys() - {"gender"}) >= _MUCH:
            return await self.desk.begin(turn, "discover")
        listener.keep(turn, told, SELF)
        needs = needs_in(turn.text, listener.besides(turn.text), self.knowledge)
        found = suggest(self.knowledge, today(), listener.known(turn, SELF), (), needs).ranked
        searched = {topic.id: topic for topic in self.knowledge.topics.rank(turn.text, len(needs))}
        left = [searched[one.record] for one in found if one.record in searched]
        if len(left) == 1 and can_judge(self.knowledge, self.knowledge.records[left[0].id]):
            return await self.desk.begin(turn, "interview", {"record": left[0].id})
        return disambiguation(turn, self.knowledge, left or resolution.candidates, CHECK)


def is_personal(turn: Turn) -> bool:
    """Whether somebody's own case is asked about, and not the rule."""
    return bool(turn.entities) or bool(personal_words().find(heard(turn.text)))
