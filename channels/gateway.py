"""What the gateway consists of while it runs: its connections, and the core on top of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import aiohttp
from fastapi import Request
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from channels.conversation.bot import Bot
from channels.conversation.core import Conversations
from channels.conversation.notices import Notices
from channels.conversation.repository import Repository
from channels.database import Database, create_pool
from channels.limits import Limits
from channels.settings import Settings
from channels.signing import OptionIds, SessionTokens
from channels.vault import Vault


@dataclass
class Gateway:
    """One process's share of the gateway."""

    settings: Settings
    database: Database
    redis: Redis
    http: aiohttp.ClientSession
    conversations: Conversations
    limits: Limits
    tokens: SessionTokens
    draining: bool = False
    open_streams: int = 0

    def drain(self) -> None:
        """Begin to stop: open streams end, turns that have begun do not."""
        self.draining = True
        self.conversations.notices.wake_all()

    @contextmanager
    def one_more_stream(self) -> Iterator[None]:
        """Counts an event stream while it is open."""
        self.open_streams += 1
        try:
            yield
        finally:
            self.open_streams -= 1


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Gateway]:
    """A gateway from connected to drained."""
    signing_key = settings.signing_key.get_secret_value()
    token = settings.internal_token.get_secret_value() if settings.internal_token else ""
    database = Database(create_pool(settings.database_url, settings.database_connections))
    redis = _redis(settings.redis_url)
    notices = Notices(redis)
    connector = aiohttp.TCPConnector(limit=settings.bot_connections, keepalive_timeout=30.0)
    async with aiohttp.ClientSession(connector=connector, auto_decompress=False, trust_env=False) as http:
        bot = Bot(http, settings.bot_url, token, settings.bot_deadline_s, settings.bot_retry_after_s)
        conversations = Conversations(
            Repository(database, settings.lease_s), bot, notices, OptionIds(signing_key),
            Vault(settings.vault_key.get_secret_value()), ttl_s=settings.session_ttl_s,
        )  # fmt: skip
        gateway = Gateway(
            settings, database, redis, http, conversations, Limits(redis),
            SessionTokens(signing_key, settings.session_ttl_s),
        )  # fmt: skip
        await database.pool.open()
        await notices.start()
        try:
            yield gateway
        finally:
            gateway.drain()
            await conversations.drain(settings.drain_s)
            await notices.close()
            await database.pool.close()
            await redis.aclose()


def of(request: Request) -> Gateway:
    """The gateway that serves this request."""
    gateway: Gateway = request.app.state.gateway
    return gateway


def _redis(url: str) -> Redis:
    """No patience: what we ask Redis for is not worth a citizen's wait."""
    return Redis.from_url(
        url, socket_connect_timeout=0.5, socket_timeout=0.5, retry=Retry(NoBackoff(), 0), health_check_interval=0
    )
