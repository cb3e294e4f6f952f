"""What the gateway consists of while it runs: its connections, and the core on top of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic

import aiohttp
from fastapi import Request
from redis.asyncio import Redis

from channels.conversation.bot import Bot
from channels.conversation.core import Conversations
from channels.conversation.due import DueTurns
from channels.conversation.notices import Notices
from channels.conversation.repository import Repository
from channels.database import Database, create_pool
from channels.known_identifiers import KnownIdentifiers
from channels.limits import Limits
from channels.settings import Settings
from channels.signing import OptionIds, SessionTokens
from channels.speech.services import spoken_notes, voice_notes
from channels.vault import Vault
from channels.voice.dialogue import Dialogue
from channels.voice.telephone import create_dialogue
from channels.web.streams import Streams
from channels.whatsapp import channel as whatsapp
from channels.whatsapp.channel import WhatsApp
from channels.whatsapp.rendering import WhatsAppCarriage
from portal.impatient import impatient_redis
from portal.outside.sms import HttpSms
from portal.proof.gateway_origins import SessionOrigins
from portal.services import Portal
from portal.services import running as portal_running
from portal.settings import Settings as PortalSettings


@dataclass
class Gateway:
    """One process's share of the gateway."""

    settings: Settings
    database: Database
    redis: Redis
    http: aiohttp.ClientSession
    conversations: Conversations
    limits: Limits
    vault: Vault
    tokens: SessionTokens
    portal: Portal
    origins: SessionOrigins
    streams: Streams
    whatsapp: WhatsApp | None = None
    telephone: Dialogue | None = None
    draining: bool = False
    drained_by: float = 0.0

    def drain(self) -> None:
        """Begin to stop: open streams end, turns that have begun do not."""
        if not self.draining:
            self.draining, self.drained_by = True, monotonic() + self.settings.drain_s
        self.conversations.notices.wake_all()

    def drain_left_s(self) -> float:
        """What is left of the time in which turns may end, since it began to stop."""
        return max(0.0, self.drained_by - monotonic())

    def due_turns(self) -> DueTurns:
        """What a worker runs to answer messages for which nobody waits."""
        settings = self.settings
        return DueTurns(
            self.conversations, at_once=settings.turns_at_once, quiet_s=settings.burst_s,
            left_after_s=settings.recovery_after_s, interval_s=settings.turns_interval_s,
        )  # fmt: skip

    def loops(self, stop: asyncio.Event) -> list[Coroutine[None, None, None]]:
        """All that a worker runs, until `stop`."""
        return [self.due_turns().run(stop), *(self.whatsapp.loops(stop) if self.whatsapp else [])]


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Gateway]:
    """A gateway from connected to drained."""
    signing_key = settings.signing_key.get_secret_value()
    token = settings.internal_token.get_secret_value() if settings.internal_token else ""
    pool = create_pool(settings.database_url, settings.database_connections)
    database = Database(pool, settings.database_deadline_s)
    redis = impatient_redis(settings.redis_url, settings.redis_deadline_s)
    notices = Notices(redis)
    connector = aiohttp.TCPConnector(limit=settings.bot_connections, keepalive_timeout=30.0)
    async with (
        portal_running(_portal_settings(settings)) as portal,
        aiohttp.ClientSession(
            connector=connector, auto_decompress=False, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
        ) as http,
    ):
        bot = Bot(
            http, settings.bot_url, token, settings.bot_deadline_s, settings.bot_retry_after_s,
            at_once=settings.bot_turns_at_once, waits_s=settings.bot_waits_s,
        )  # fmt: skip
        vault = Vault(settings.vault_key.get_secret_value())
        hearing = voice_notes(settings, http)
        speaking = spoken_notes(settings, http) if hearing and whatsapp.speaks(settings) else None
        conversations = Conversations(
            Repository(database, vault, settings.lease_s), bot, notices, OptionIds(signing_key),
            KnownIdentifiers(database, vault),
            ttl_s=settings.session_ttl_s, outage_patience_s=settings.outage_patience_s,
            carriage=WhatsAppCarriage(settings.public_url, speaks=speaking is not None),
        )  # fmt: skip
        limits = Limits(redis)
        gateway = Gateway(
            settings, database, redis, http, conversations, limits, vault,
            SessionTokens(signing_key, settings.session_ttl_s), portal, SessionOrigins(database),
            Streams(settings.event_streams, settings.event_streams_per_session, settings.event_streams_per_address),
        )  # fmt: skip
        if settings.voice_providers:
            gateway.telephone = create_dialogue(
                settings, conversations, database, http, origin=gateway.origins,
                sends_sms=isinstance(portal.sms, HttpSms),
            )  # fmt: skip
        await database.pool.open()
        await notices.start()
        try:
            async with whatsapp.running(
                settings, database, redis, conversations, limits, vault, portal.documents, hearing, speaking
            ) as gateway.whatsapp:
                yield gateway
        finally:
            gateway.drain()
            await conversations.drain(gateway.drain_left_s())
            await notices.close()
            await database.pool.close()
            await redis.aclose()


def of(request: Request) -> Gateway:
    """The gateway that serves this request."""
    gateway: Gateway = request.app.state.gateway
    return gateway


def _portal_settings(settings: Settings) -> PortalSettings:
    return PortalSettings(
        environment=settings.environment,
        database_url=settings.database_url,
        redis_url=settings.redis_url,
        redis_deadline_s=settings.redis_deadline_s,
        vault_key=settings.vault_key,
        public_url=settings.public_url,
        port=settings.port,
    )
