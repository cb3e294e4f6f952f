"""A call, from one request of the provider to the document that answers it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import structlog

from channels import metrics
from channels.errors import ChannelError, Conflict
from channels.voice.acts import Acts
from channels.voice.calls import Call, Calls
from channels.voice.hearing import EVERYWHERE, meaning
from channels.voice.model import CallTurn, Capabilities, HangUp, Plan, Say, Transfer
from channels.voice.moment import Moment
from channels.voice.planning import planned
from channels.voice.screens import Conduct
from channels.voice.wording import say
from channels.wording import LANGUAGES

_MOST_TURNS = 300
_log = structlog.get_logger(__name__)


class Dialogue:
    """One for all providers; whatever happens, there is a plan in time."""

    def __init__(self, calls: Calls, acts: Acts, agent: str, deadline_s: float) -> None:
        self._calls = calls
        self._acts = acts
        self._agent = agent
        self._deadline_s = deadline_s

    async def plan(self, turn: CallTurn, can: Capabilities) -> Plan:
        """What to do now."""
        can = replace(can, dictation=can.record and self._acts.dictation.can_hear, messages=self._acts.can_send)
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._plan(turn, can)
        except (ChannelError, TimeoutError) as error:
            _log.error("call.trouble", error=type(error).__name__)
        except Exception as error:
            _log.error("call.broken", exc_info=error)
        metrics.calls_in_trouble.labels(turn.provider).inc()
        return self._out_of_order(can)

    async def _plan(self, turn: CallTurn, can: Capabilities) -> Plan:
        if turn.event == "ended":
            await self._calls.end(turn)
            return Plan(0, (), HangUp())
        call = await self._calls.open(turn)
        if not _is_old(call, turn):
            try:
                conduct = await self._next(Moment(call, call.conduct, can), turn)
            except Conflict:
                # The same turn came before with other keys, and is being answered.
                return await self._as_it_stands(turn, can)
            if await self._calls.advance(call, conduct, conduct.adopts or call.session, turn):
                return planned(conduct, call.turn + 1, can, self._agent)
        return await self._as_it_stands(turn, can)

    async def _as_it_stands(self, turn: CallTurn, can: Capabilities) -> Plan:
        call = await self._calls.open(turn)
        return planned(call.conduct, call.turn, can, self._agent)

    async def _next(self, moment: Moment, turn: CallTurn) -> Conduct:
        call, conduct = moment.call, moment.conduct
        if not call.begun:
            dropped = await self._calls.dropped(call)
            return self._acts.offer_to_resume(conduct, dropped[1]) if dropped else self._acts.welcome(conduct)
        if call.turn > _MOST_TURNS:
            return replace(conduct, screen=replace(conduct.screen, ending="hang_up"))
        if turn.event == "recording" and turn.digits not in EVERYWHERE:
            return await self._acts.dictation.recorded(moment, turn.recording)
        if turn.event == "transferred":
            return self._acts.transferred(moment, turn.reached)
        if conduct.screen.ending == "wait" and turn.digits.rstrip("#") != "0":
            return await self._acts.waited(moment)
        return await self._acts.do(moment, meaning(conduct, turn))

    def _out_of_order(self, can: Capabilities) -> Plan:
        words = tuple(Say(say("out_of_order", language), language) for language in LANGUAGES)
        return Plan(0, words, Transfer(self._agent) if self._agent and can.transfer else HangUp())


def _is_old(call: Call, turn: CallTurn) -> bool:
    """Whether this request was answered before: a start once begun, another number than our last, or just the same."""
    if turn.event == "start":
        return call.begun
    if turn.turn is not None:
        return turn.turn != call.turn
    return call.begun and call.repeated and turn.event != "continued"
