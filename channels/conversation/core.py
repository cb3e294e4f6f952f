"""The path of every message, top to bottom.

A message is masked and stored before it is accepted. If somebody waits for the answer, its turn begins at once and is
run here, in the process that received it; if not, or if that process dies, a worker runs it (due.py). A turn ends with
its replies stored, the message marked answered and the lease given back, in one transaction: so each message is
answered once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog

from channels import metrics
from channels.conversation import enclosures
from channels.conversation.bot import Bot, BotFailed
from channels.conversation.messages import Answer, Channel, Incoming, Stored, Turn
from channels.conversation.notices import Notices
from channels.conversation.repository import Repository, as_json
from channels.errors import SessionExpired, Unavailable
from channels.identifiers import mask
from channels.known_identifiers import KnownIdentifiers
from channels.replies import KINDS, Reply, UnsoundReply, finished, own_reply
from channels.signing import OptionIds
from channels.text import spoken_in
from channels.tokens import worded
from channels.wording import Language, say

_LOOK_AGAIN_S = 0.25
_MOST_ATTEMPTS = 3
_MOST_UNHEARD = 20
# The bot is restarted within some seconds; these pass, and whoever is not at the line is better served late.
_OUTAGES = frozenset({"unreachable", "connection", "deadline", "busy", "actions_unreachable", "actions_broke_off"})
# Nothing can have been done of a turn that failed so.
_UNTRIED = frozenset({"unreachable", "busy", "actions_unreachable"})
_PUT_OFF_S = 1.5
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that is stored and will be answered: by us if `answering`, else by a worker."""

    inbox_id: int
    duplicate: bool
    answering: asyncio.Task[Answer | None] | None = None


class Carriage(Protocol):
    """How replies are put into the messages of a provider that carries them."""

    def messages(self, provider: str, replies: Sequence[Reply], *, heard: bool) -> list[bytes]:
        """The messages as JSON; none for a provider whose clients fetch their replies.

        `heard`: the citizen spoke, and may wish to hear.
        """
        ...


class NoCarriage:
    """For channels whose clients fetch their replies."""

    def messages(self, provider: str, replies: Sequence[Reply], *, heard: bool) -> list[bytes]:
        return []


class Conversations:
    """The core that all channels use."""

    def __init__(
        self, repository: Repository, bot: Bot, notices: Notices, options: OptionIds, identifiers: KnownIdentifiers, *,
        ttl_s: int, patience_s: float = 60.0, outage_patience_s: float = 0.0, carriage: Carriage | None = None,
    ) -> None:  # fmt: skip
        self.repository = repository
        self.notices = notices
        self.options = options
        self._bot = bot
        self._identifiers = identifiers
        self._ttl_s = ttl_s
        self._patience_s = patience_s
        self._outage_patience_s = outage_patience_s
        self._carriage = carriage or NoCarriage()
        self._running: set[asyncio.Task[Any]] = set()

    async def open_session(self, session: str, channel: Channel, language: Language | None) -> None:
        """Make a session, with a conversation of its own at the bot."""
        await self.repository.create_session(session, channel, _new_conversation(), language, self._ttl_s)

    async def receive(self, message: Incoming) -> Accepted:
        """Store a message; from then on it is accepted, and its answer is on the way."""
        began = time.perf_counter()
        stored = await self.repository.receive(await self._masked(message))
        metrics.accepted_seconds.observe(time.perf_counter() - began)
        if stored.duplicate:
            metrics.duplicates.labels(message.provider).inc()
        answering = self._start(self._see_through(stored)) if message.waited_for else None
        return Accepted(stored.inbox_id, stored.duplicate, answering)

    async def receive_first(self, message: Incoming) -> Accepted:
        """As `receive`, but opens the session if there is none; for callers whom we trust."""
        try:
            return await self.receive(message)
        except SessionExpired:
            await self.open_session(message.session, message.channel, message.language)
            return await self.receive(message)

    async def answer(self, accepted: Accepted, within_s: float) -> Answer | None:
        """The answer, or None if it is not there in time; it comes all the same."""
        if accepted.answering is None:
            return None
        await asyncio.wait({accepted.answering}, timeout=within_s)
        return accepted.answering.result() if accepted.answering.done() else None

    async def take_up(self, session: str, by: str) -> None:
        """Run the turn that is next in a session, if there is one and nobody has it."""
        if turn := await self.repository.claim(session):
            await self._run(turn, by)

    async def drain(self, within_s: float) -> None:
        """Let the turns that have begun end."""
        if self._running:
            await asyncio.wait(self._running, timeout=within_s)

    async def make_out(self, inbox_id: int, message: Incoming) -> None:
        """What a held message says is known now; its turn may begin."""
        masked = await self._masked(message)
        await self.repository.made_out(inbox_id, masked.kind, masked.value, masked.aadhaar_seen)

    async def _masked(self, message: Incoming) -> Incoming:
        token, words = _parted(message)
        masked = mask(words)
        if not masked.found and not masked.aadhaar_seen:
            return message
        numbers = await self._identifiers.keep(message.session, masked.found) if masked.found else []
        for kind in [i.kind for i in masked.found] + ["aadhaar"] * masked.aadhaar_seen:
            metrics.masked.labels(kind).inc()
        return replace(message, value=token + masked.text(numbers), aadhaar_seen=masked.aadhaar_seen)

    def _start(self, work: Coroutine[Any, Any, Answer | None]) -> asyncio.Task[Answer | None]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _see_through(self, stored: Stored) -> Answer | None:
        """Until this message is answered: run its turn, or those before it, or wait while another process does."""
        try:
            if stored.turn and (answer := await self._run(stored.turn)):
                return answer
            async with asyncio.timeout(self._patience_s):
                return await self._wait_for_turn(stored)
        except (Unavailable, TimeoutError) as error:
            # Stored it is, so the worker will answer it.
            _log.warning("turn.left_to_worker", error=type(error).__name__)
        except Exception as error:
            _log.error("turn.broken", exc_info=error)
        return None

    async def _wait_for_turn(self, stored: Stored) -> Answer:
        with self.notices.listening(stored.session) as listener:
            while True:
                if stored.duplicate and (answer := await self.repository.answer(stored.inbox_id)):
                    return answer
                if turn := await self.repository.claim(stored.session):
                    answer = await self._run(turn)
                    if answer and stored.inbox_id in turn.answers:
                        return answer
                elif answer := await self.repository.answer(stored.inbox_id):
                    return answer
                else:
                    await listener.news(_LOOK_AGAIN_S)

    async def _run(self, turn: Turn, by: str = "inline") -> Answer | None:
        """One turn, from taking it up to giving back the lease; None if that was lost, or the turn is put off."""
        began, untried = time.perf_counter(), False
        with structlog.contextvars.bound_contextvars(correlation_id=turn.correlation_id):
            try:
                replies, state = await self._replies(turn)
            except (BotFailed, UnsoundReply) as failure:
                reason = _told(failure)
                if by == "worker" and reason in _OUTAGES and await self._put_off(turn):
                    return None
                replies, state = [_apology(reason, turn)], {}
                untried = by == "inline" and turn.attempt == 1 and reason in _UNTRIED
            unheard = turn.unheard if untried else _unheard(turn, replies, state)
            answer = Answer(
                [as_json(reply) for reply in replies], state, unheard,
                [reply["id"] for reply in replies],
            )  # fmt: skip
            conversation = _new_conversation() if state.get("starts_over") else None
            carried = self._carriage.messages(turn.provider, replies, heard=turn.heard)
            if not await self.repository.finish(turn, answer, by, _reply_language(state), conversation, carried):
                metrics.fenced.inc()
                return None
            self.notices.moved_on(turn.session)
            _account(turn, replies[-1], time.perf_counter() - began, by)
        return answer

    async def _replies(self, turn: Turn) -> tuple[list[Reply], dict[str, Any]]:
        """The bot's replies, at least one, or a notice of our own; raises BotFailed and UnsoundReply."""
        if turn.shut:
            raise BotFailed("no_key")
        if turn.attempt > _MOST_ATTEMPTS and turn.kind != "notice":
            # Whoever took it up died of it, each time.
            raise BotFailed("attempts")
        if turn.kind == "enclosure":
            turn = await self._opened(turn)
        if turn.kind == "notice":
            return [own_reply(turn.value, "reprompt", _language(turn), turn.reference)], {}
        answer = await self._bot.replies(turn)
        return _read_back([self._finished(reply, turn) for reply in answer.replies], turn), answer.state

    async def _put_off(self, turn: Turn) -> bool:
        put_off = await self.repository.put_off(turn, _PUT_OFF_S, self._outage_patience_s)
        if put_off:
            metrics.put_off.inc()
        return put_off

    async def _opened(self, turn: Turn) -> Turn:
        """What was enclosed, for the bot if it asks for such; else the words beside it, or a notice."""
        if await self.repository.asks(turn.session) in enclosures.WANTED:
            return replace(turn, kind="text", value=enclosures.for_bot(turn.value))
        if words := enclosures.words_beside(turn.value):
            return replace(turn, kind="text", value=words)
        return replace(turn, kind="notice", value=enclosures.notice(turn.value))

    def _finished(self, reply: dict[str, Any], turn: Turn) -> Reply:
        if not isinstance(reply, dict):
            raise UnsoundReply
        return finished(reply, session=turn.session, in_reply_to=turn.reference, options=self.options)


def session_id() -> str:
    """A new session's id, which nobody can guess."""
    return secrets.token_urlsafe(16)


def named_session(key: str, name: str) -> str:
    """The session of a conversation that a caller names; the name, which may be a phone number, is not kept."""
    return (
        "named-" + hmac.digest(hashlib.sha256(b"session" + key.encode()).digest(), name.encode(), "sha256").hex()[:40]
    )


def _parted(message: Incoming) -> tuple[str, str]:
    """What is ours in a message, and the words of the citizen, in which identifiers are masked."""
    if message.kind == "enclosure":
        return enclosures.parted(message.value)
    return ("", message.value) if message.kind in ("text", "key") else (message.value, "")


def _told(failure: BotFailed | UnsoundReply) -> str:
    reason = failure.reason if isinstance(failure, BotFailed) else "unsound"
    metrics.bot_failures.labels(reason).inc()
    _log.error("bot.failed", reason=reason)
    return reason


def _apology(reason: str, turn: Turn) -> Reply:
    apology = "bot_busy" if reason == "busy" else "bot_unavailable"
    return own_reply(apology, "error", _language(turn), turn.reference)


def _new_conversation() -> str:
    return secrets.token_urlsafe(16)


def _read_back(replies: list[Reply], turn: Turn) -> list[Reply]:
    """Whoever spoke sees what was understood, before anything else."""
    if not turn.heard:
        return replies
    language = replies[0]["lang"]
    words = say("heard", language).format(words=worded(turn.value, language))
    return [{**replies[0], "text": f"{words}\n\n{replies[0]['text']}"}, *replies[1:]]


def _unheard(turn: Turn, replies: list[Reply], state: dict[str, Any]) -> Sequence[str]:
    """After an apology one more; after the bot's own reply none; a notice changes nothing."""
    if replies[-1]["meta"]["kind"] == "error":
        return [*turn.unheard, turn.correlation_id][-_MOST_UNHEARD:]
    return [] if state else turn.unheard


def _language(turn: Turn) -> Language:
    heard = spoken_in(turn.value) if turn.kind == "text" else None
    return heard or turn.spoken or turn.language or "hi"


def _reply_language(state: dict[str, Any]) -> Language | None:
    spoken = state.get("language")
    return None if spoken is None else "en" if spoken == "en" else "hi"


def _account(turn: Turn, reply: Reply, seconds: float, by: str) -> None:
    kind = reply["meta"]["kind"] if reply["meta"]["kind"] in KINDS else "other"
    metrics.turns.labels(turn.channel, kind, reply["lang"]).inc()
    metrics.turn_seconds.labels(turn.channel).observe(seconds)
    if by == "recovery":
        metrics.recovered.inc()
    _log.info("turn.answered", channel=turn.channel, kind=kind, ms=round(seconds * 1000, 1), by=by)
