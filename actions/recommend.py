"""What somebody can get: begins the search over all records (tasks/discover.py), unless one of them is asked about."""

from actions.answer import answer
from actions.base import TurnAction
from actions.context import is_within
from actions.decline import decline
from actions.judging import asks_own_case, can_judge, resolve_case, tells_facts
from actions.options import disambiguation
from actions.reply import Reply
from actions.resolve import Found, is_outside
from actions.turn import Turn

_SURE = 0.75


class ActionRecommend(TurnAction):
    action = "action_recommend"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve_case(turn, self.knowledge)
        if is_outside(turn, resolution, self.knowledge):
            return decline(turn)
        named = self.knowledge.records.get(resolution.topic or "")
        of_it = named and is_within(turn.text, named) and not tells_facts(turn, self.knowledge)
        if resolution.clearly_named and (of_it or turn.surest("recommend") < _SURE):
            if named and can_judge(self.knowledge, named) and asks_own_case(turn, self.knowledge, named):
                return await self.desk.begin(turn, "interview", {"record": named.id})
            return answer(turn, self.knowledge, resolution)
        told = turn.values("age") or turn.values("situation") or tells_facts(turn, self.knowledge)
        if resolution.found is Found.UNCLEAR and not told:
            return disambiguation(turn, self.knowledge, resolution.candidates)
        return await self.desk.begin(turn, "discover")
