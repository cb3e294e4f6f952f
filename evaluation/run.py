"""Asks every question and holds every conversation."""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluation.cases import Cases, Conversation, Question, Turn
from evaluation.client import Reply, TurnFailed
from evaluation.given import NoCode, Portal, PortalMissing, with_code
from evaluation.judge import Asked, Judge
from evaluation.way import Way

AT_ONCE = 8
_FEES = {"fee_paid": "paid", "fee_failed": "failed", "fee_refunded": "refunded"}
_PAPERS = ("photo", "document")


@dataclass(frozen=True)
class Result:
    """How one item went; `groups` are what its rate is counted under, `asked` what a reader needs to follow it."""

    id: str
    misses: Sequence[str]
    asked: Sequence[str]
    expected: Any
    got: Any
    groups: Mapping[str, str]
    wrong_topic: bool | None = None

    @property
    def passed(self) -> bool:
        """Nothing was missed."""
        return not self.misses


@dataclass(frozen=True)
class Results:
    """How everything went, in the order of the files."""

    questions: Sequence[Result] = ()
    conversations: Sequence[Result] = ()

    def all(self) -> Sequence[Result]:
        """Questions first."""
        return (*self.questions, *self.conversations)


@dataclass
class _Course:
    """A conversation under way."""

    id: str
    case: Conversation
    replies: tuple[Reply, ...] = ()
    misses: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    got: list[Any] = field(default_factory=list)


class Runner:
    """`advance` is called as each item is done."""

    def __init__(self, way: Way, judge: Judge, portal: Portal, advance: Callable[[], None] = lambda: None) -> None:
        self._way = way
        self._judge = judge
        self._portal = portal
        self._advance = advance
        self._free = asyncio.Semaphore(AT_ONCE)

    async def run(self, cases: Cases) -> Results:
        """Several items at once, each in a conversation of its own."""
        questions = await asyncio.gather(*(self._limited(question) for question in cases.questions))
        conversations = await asyncio.gather(*(self._limited(conversation) for conversation in cases.conversations))
        return Results(questions, conversations)

    async def _limited(self, case: Question | Conversation) -> Result:
        async with self._free:
            result = await (self.ask(case) if isinstance(case, Question) else self.hold(case))
            self._advance()
            return result

    async def ask(self, case: Question) -> Result:
        """One question."""
        expect, conversation = case.expect, _new()
        try:
            await self._way.begin(conversation, {})
            replies = await self._way.turn(conversation, case.channel, {"text": case.text})
            await self._way.end(conversation)
            misses = self._judge.misses(expect, replies, Asked(case.lang, case.channel))
        except TurnFailed as failure:
            replies, misses = (), [f"no reply: {failure}"]
        groups = {"lang": case.lang, "channel": case.channel}
        if expect.kind:
            groups["kind"] = expect.kind[0]
        if expect.section and "answer" in expect.kind:
            groups["section"] = expect.section[0]
        wrong = self._judge.states_wrong_topic(expect, replies) if expect.topic else None
        return Result(case.id, misses, [case.text], expect.known(), _summaries(replies), groups, wrong)

    async def hold(self, case: Conversation) -> Result:
        """One conversation; a wrong turn does not end it, what cannot be done does."""
        course = _Course(_new(), case)
        try:
            await self._portal.prepare(course.id, case.channel, case.given)
            await self._way.begin(course.id, case.given)
            for number, turn in enumerate(case.turns, 1):
                await self._take(course, number, turn)
            await self._way.end(course.id)
        except (PortalMissing, NoCode, TurnFailed) as failure:
            course.misses.append(f"turn {len(course.got) + 1}: {failure}" if course.got else str(failure))
        expected = [turn.expect.known() for turn in case.turns]
        groups = {"theme": case.theme, "lang": case.lang, "channel": case.channel}
        return Result(case.id, course.misses, course.asked, expected, course.got, groups)

    async def _take(self, course: _Course, number: int, turn: Turn) -> None:
        ((deed, value),) = turn.does().items()
        course.asked.append(f"{number}. {'' if deed == 'user' else f'{deed} '}{value}")
        if (deed, value) == ("event", "new_day"):
            await self._portal.new_day(course.id)
        if not await self._leaves_all_as_it_was(course, deed, value):
            does = await self._filled(course, deed, value)
            course.replies = await self._way.turn(course.id, course.case.channel, does)
        course.got.append(_summaries(course.replies))
        asked = Asked(course.case.lang, course.case.channel)
        misses = self._judge.misses(turn.expect, course.replies, asked)
        course.misses += [f"turn {number}: {miss}" for miss in misses]

    async def _leaves_all_as_it_was(self, course: _Course, deed: str, value: Any) -> bool:
        """Then what is expected is judged on the reply before."""
        if (deed, value) == ("event", "otp_expires"):
            await self._portal.expire_codes(course.id)
            return True
        if deed == "event" and value in _FEES:
            await self._portal.settle_fee(course.id, _FEES[value])
            return True
        only_a_code = str(value).strip().rstrip("#") == "{otp}"
        return only_a_code and await self._portal.last_code(course.id) is None

    async def _filled(self, course: _Course, deed: str, value: Any) -> dict[str, Any]:
        if deed == "silence":
            return {"event": "silence"}
        if "otp}" in value:
            value = with_code(value, await self._portal.last_code(course.id))
        for kind in _PAPERS:
            if f"{{{kind}}}" in value:
                value = value.replace(f"{{{kind}}}", await self._portal.paper(course.id, kind))
        return {"text" if deed == "user" else deed: value}


def _new() -> str:
    return f"eval-{uuid.uuid4().hex}"


def _summaries(replies: Sequence[Reply]) -> list[dict[str, Any]]:
    return [reply.summary() for reply in replies]
