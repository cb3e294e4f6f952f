"""From a provider's webhook into the core: everything that must be stored before the webhook is acknowledged."""

from __future__ import annotations

import time
from dataclasses import dataclass
from secrets import token_urlsafe

import structlog

from channels import metrics
from channels.conversation.core import Conversations
from channels.conversation.enclosures import enclosure
from channels.conversation.messages import Incoming, InputKind
from channels.correlation import current
from channels.errors import Conflict, SessionExpired, UnknownOption
from channels.limits import Limit, Limits
from channels.text import clean, says_something
from channels.whatsapp.addresses import Addresses, Sender
from channels.whatsapp.inbound import Form, Inbound
from channels.whatsapp.load import Load
from channels.whatsapp.media import Kind, Media
from channels.whatsapp.words import starts, stops

_STALE_S = 8 * 24 * 3600
_NOTICES: dict[Form, str] = {
    "text": "empty",
    "voice": "voice_not_heard",
    "video": "video_not_taken",
    "reaction": "reaction_seen",
    "sticker": "sticker_seen",
    "contact": "contact_not_taken",
    "unsupported": "unsupported",
}
_KEPT: dict[Form, Kind] = {"image": "image", "document": "document"}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """Settings of the intake; limits are a minute. `hears`: voice notes are made into words, within `hearing_s`."""

    text_limit: int
    per_sender: int
    per_account: int
    hears: bool
    hearing_s: float


class Intake:
    """Takes in messages of one process."""

    def __init__(
        self, conversations: Conversations, addresses: Addresses, limits: Limits, media: Media, load: Load,
        rules: Rules,
    ) -> None:  # fmt: skip
        self._conversations = conversations
        self._addresses = addresses
        self._limits = limits
        self._media = media
        self._load = load
        self._rules = rules

    async def take(self, provider: str, inbound: Inbound) -> str | None:
        """Store a message, so that it will be answered once; its session, None if it is not to be answered.

        Raises Unavailable when it could not be stored.
        """
        metrics.incoming.labels(provider, inbound.form).inc()
        age_s = 0.0 if inbound.sent_s is None else time.time() - inbound.sent_s
        if inbound.form == "nothing" or age_s > _STALE_S:
            return None
        if inbound.form == "changed_number":
            await self._addresses.rename(provider, inbound.users[:1], inbound.users[1:])
            return None
        sender = await self._enter(provider, inbound, age_s)
        try:
            await self._store(provider, inbound, sender)
        except SessionExpired:
            # Retention took it between the two statements.
            sender = await self._enter(provider, inbound, age_s)
            await self._store(provider, inbound, sender)
        return sender.session

    async def _enter(self, provider: str, inbound: Inbound, age_s: float) -> Sender:
        return await self._addresses.enter(provider, inbound.account, inbound.users, token_urlsafe(16), age_s)

    async def _store(self, provider: str, inbound: Inbound, sender: Sender) -> None:
        kind, value = self._meaning(provider, inbound, sender)
        stopping = (kind, value) == ("notice", "opted_out")
        if not stopping and await self._too_many(inbound, sender):
            return
        held = kind == "notice" and value == "voice_not_heard" and self._rules.hears
        if inbound.media and (held or inbound.form in _KEPT):
            expected = _KEPT.get(inbound.form, "audio")
            await self._media.expect(sender.session, provider, inbound.message_id, expected, inbound.media.place)
        incoming = Incoming(
            session=sender.session,
            provider=provider,
            message_id=inbound.message_id,
            channel="whatsapp",
            kind=kind,
            value=value,
            correlation_id=current(),
            reference=inbound.message_id,
            waited_for=False,
            gathers=kind == "text",
            held_s=self._rules.hearing_s if held else None,
        )
        try:
            accepted = await self._conversations.receive(incoming)
        except Conflict:
            # The first content stands: an answer to it is on the way, and a provider cannot be told of conflicts.
            _log.warning("whatsapp.conflict", provider=provider)
            return
        if kind == "notice" and value in ("opted_out", "opted_in"):
            await self._addresses.opt(sender.session, accepted.inbox_id, out=stopping)
        if not accepted.duplicate:
            self._load.ease(sender.session, inbound.account, inbound.text, self._rules.per_account)

    async def _too_many(self, inbound: Inbound, sender: Sender) -> bool:
        """Then it is not stored: who sends so many is told to wait, and to write again."""
        per_sender = Limit("messages_of_sender", self._rules.per_sender)
        wait_s = await self._limits.wait_s((per_sender, sender.session))
        if wait_s:
            metrics.rate_limited.labels("messages_of_sender").inc()
            await self._load.tell_slow_down(sender.session, inbound.text, wait_s)
        return wait_s > 0

    def _meaning(self, provider: str, inbound: Inbound, sender: Sender) -> tuple[InputKind, str]:
        if inbound.form == "tap":
            return self._tapped(inbound, sender.session)
        text = clean(inbound.text)
        if inbound.form == "text" and stops(text):
            return "notice", "opted_out"
        if inbound.form == "text" and sender.opted_out and starts(text):
            return "notice", "opted_in"
        if len(text) > self._rules.text_limit:
            return "notice", "too_long"
        if inbound.form == "text" and says_something(text):
            return "text", text
        return self._enclosed(provider, inbound, text) or ("notice", _NOTICES.get(inbound.form, "unsupported"))

    def _enclosed(self, provider: str, inbound: Inbound, text: str) -> tuple[InputKind, str] | None:
        words = text if says_something(text) else ""
        if inbound.form in _KEPT and inbound.media:
            kind = "photo" if inbound.form == "image" else "document"
            return "enclosure", enclosure(kind, self._media.reference(provider, inbound.message_id), words)
        if inbound.form == "location" and inbound.place:
            latitude, longitude = inbound.place
            return "enclosure", enclosure("location", f"{latitude:.5f},{longitude:.5f}", words)
        return None

    def _tapped(self, inbound: Inbound, session: str) -> tuple[InputKind, str]:
        """A payload of ours is a choice; any other is no more than the words on the button."""
        try:
            return "choice", self._conversations.options.choice(session, inbound.payload)
        except UnknownOption:
            text = clean(inbound.text)
            return ("text", text) if says_something(text) else ("notice", "unknown_option")
