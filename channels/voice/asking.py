"""A caller's turn through the conversation core, within the time a webhook has."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import orjson

from channels.conversation.core import Conversations
from channels.conversation.messages import Answer, Incoming, InputKind
from channels.correlation import current
from channels.replies import Reply
from channels.voice.calls import Call
from channels.voice.model import Capabilities
from channels.voice.origin import Origin
from channels.voice.replies import screen_of
from channels.voice.screens import Choice, Conduct, Screen, remembered
from channels.voice.wording import say

MOST_WAITS = 3
_FAREWELL = "bye"
_LOOK_AGAIN_S = 0.1


class Assistant:
    """The assistant as a call speaks to it."""

    def __init__(self, conversations: Conversations, origin: Origin, within_s: float) -> None:
        self._conversations = conversations
        self._origin = origin
        self._within_s = within_s

    async def asked(self, call: Call, conduct: Conduct, kind: InputKind, value: str, can: Capabilities) -> Conduct:
        """The call after the assistant's reply; waiting if there is none in time."""
        if not conduct.talked:
            await self._introduce(call)
        accepted = await self._conversations.receive_first(
            Incoming(
                session=call.session,
                provider=provider_name(call.provider),
                message_id=f"{call.call_id}:{call.turn}",
                channel="voice",
                kind=kind,
                value=value,
                correlation_id=current(),
                language=conduct.language if conduct.talked else None,
            )
        )
        began = replace(conduct, talked=True, failures=0, waited=0, pending=accepted.inbox_id)
        answer = await self._conversations.answer(accepted, self._within_s)
        return _after(began, answer, can)

    async def waited_for(self, conduct: Conduct, can: Capabilities) -> Conduct:
        """Once more for an answer that was not there in time."""
        until = time.monotonic() + self._within_s
        answer = None
        while conduct.pending and answer is None and time.monotonic() < until:
            answer = await self._conversations.repository.answer(conduct.pending)
            if answer is None:
                await asyncio.sleep(_LOOK_AGAIN_S)
        return _after(conduct, answer, can)

    async def _introduce(self, call: Call) -> None:
        """The session exists, and the portal knows which number calls, before the first word is answered."""
        await self._conversations.open_session(call.session, "voice", None)
        if call.caller:
            await self._origin.calls_from(call.session, call.caller)


def _after(conduct: Conduct, answer: Answer | None, can: Capabilities) -> Conduct:
    if answer is not None:
        after = shown(conduct, [orjson.loads(reply) for reply in answer.replies], can)
        leaving = answer.state.get("intent") == _FAREWELL
        return replace(after, screen=replace(after.screen, act="bye")) if leaving else after
    if conduct.waited >= MOST_WAITS:
        return in_trouble(conduct)
    parts = () if conduct.waited else (say("wait", conduct.language),)
    before = conduct.before if conduct.waited else remembered(conduct.before, conduct.screen)
    screen = Screen(conduct.language, parts, ending="wait")
    return replace(conduct, screen=screen, before=before, waited=conduct.waited + 1, prefix="")


def shown(conduct: Conduct, replies: Sequence[Reply], can: Capabilities) -> Conduct:
    """The call with these replies before the caller."""
    language, kind = replies[-1]["lang"], replies[-1]["meta"]["kind"]
    before = conduct.before if conduct.screen.ending == "wait" else remembered(conduct.before, conduct.screen)
    after = replace(
        conduct, language=language, before=before, pending=None, waited=0, failures=0, prefix="", keys_only=False,
        brief=False, answers=conduct.answers + (kind == "answer"),
    )  # fmt: skip
    screen = screen_of(replies, can)
    if kind == "error":
        return in_trouble(replace(after, screen=screen))
    return replace(after, screen=replace(screen, act="person") if kind == "handoff" else screen)


def in_trouble(conduct: Conduct) -> Conduct:
    """An apology, and ways on."""
    language = conduct.language
    choices = (
        Choice("start", say("start_option", language)),
        Choice("person", say("person_option", language)),
    )
    screen = Screen(language, (say("trouble", language),), choices=choices)
    return replace(conduct, screen=screen, pending=None, waited=0, failures=0, prefix="")


def provider_name(provider: str) -> str:
    """A call's provider as the inbox names it, for the same company may carry messages too."""
    return f"{provider}_voice"
