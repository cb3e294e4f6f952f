"""Deliveries on the real database, and a provider that does what a test says."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import uuid4

from cryptography.fernet import Fernet
from redis.asyncio import Redis

from channels.database import Database, create_pool
from channels.delivery.outgoing import Outgoing
from channels.delivery.pace import Pace
from channels.delivery.provider import Accepted, CannotTell, NotNow, Outcome, Parcel, Refused
from channels.delivery.repository import Deliveries
from channels.delivery.sender import Sender
from channels.vault import Vault
from supervisor.system import System

_ids = count(1)
_ADDRESS = """
INSERT INTO addresses (session_id, provider, account, sealed, window_until, opted_out_at)
VALUES (%(session)s, %(provider)s, 'ours', %(sealed)s, now() + %(open_s)s * interval '1 second',
        CASE WHEN %(opted_out)s THEN now() END)
"""


class StandIn:
    """Takes everything, unless a test has put outcomes before it. `listed` is what it says it has taken."""

    def __init__(self) -> None:
        self.name = f"p{uuid4().hex[:8]}"
        self.outcomes: deque[Outcome | Exception] = deque()
        self.parcels: list[Parcel] = []
        self.taken: list[Parcel] = []
        self.listed: list[str] | CannotTell = []
        self.keeps_list = True
        self.templates: set[str] = set()
        self.delay_s = 0.0
        self.together = 0
        self._at_work = 0

    @property
    def texts(self) -> list[str]:
        """What it has taken, in order."""
        return [parcel.message.text for parcel in self.taken]

    async def send(self, parcel: Parcel) -> Outcome:
        self.parcels.append(parcel)
        self._at_work += 1
        self.together = max(self.together, self._at_work)
        await asyncio.sleep(self.delay_s)
        self._at_work -= 1
        outcome = self.outcomes.popleft() if self.outcomes else Accepted(f"id{next(_ids)}")
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Accepted):
            self.taken.append(parcel)
        return outcome

    async def find(self, parcel: Parcel, since_s: float) -> list[str]:
        if isinstance(self.listed, CannotTell):
            raise self.listed
        return self.listed

    def has_template(self, message: Outgoing) -> bool:
        return message.template in self.templates

    def verdict(self, code: str) -> Outcome:
        return NotNow(code, 0.0) if code.startswith("later") else Refused(code)


@dataclass
class Office:
    """Everything of one test; each has a provider of its own, so tests do not see each other's deliveries."""

    database: Database
    redis: Redis
    deliveries: Deliveries
    vault: Vault
    keys: str
    provider: StandIn = field(default_factory=StandIn)
    clock: float = 1000.0

    def sender(self, **changes: Any) -> Sender:
        """One worker's."""
        values: dict[str, Any] = {
            "interval_s": 0.01,
            "doubt_s": 0.2,
            "most_attempts": 3,
            "now": lambda: self.clock,
        }
        providers = {self.provider.name: self.provider}
        pace = changes.pop("pace", Pace(self.redis, 1000))
        return Sender(self.deliveries, providers, self.vault, pace, **(values | changes))

    async def citizen(self, *, open_s: float = 3600, opted_out: bool = False) -> str:
        """A session with an address."""
        session = uuid4().hex
        await self.database.rows(
            _ADDRESS,
            {
                "session": session,
                "provider": self.provider.name,
                "sealed": self.vault.seal("919812345678"),
                "open_s": open_s,
                "opted_out": opted_out,
            },
        )
        return session

    async def queue(self, session: str, *texts: str, proactive: bool = False, **more: Any) -> None:
        """Messages that wait for their provider."""
        for text in texts:
            message = Outgoing(**({"form": "text", "lang": "hi", "text": text, "plain": text} | more))
            assert await self.deliveries.queue(session, uuid4().hex, message, proactive=proactive)

    async def states(self, session: str) -> list[tuple[str, int, str | None]]:
        """(state, attempts, error) of a session's deliveries, in order."""
        rows = await self.database.rows(
            "SELECT state, attempts, error FROM deliveries WHERE session_id = %(session)s ORDER BY id",
            {"session": session},
        )
        return [(state, attempts, error) for state, attempts, error in rows]

    async def id_of(self, session: str) -> int:
        """The number of a session's last delivery."""
        [(number,)] = await self.database.rows(
            "SELECT max(id) FROM deliveries WHERE session_id = %(session)s", {"session": session}
        )
        return int(number)

    async def make_due(self) -> None:
        """As if the time to wait had passed, and leases had ended."""
        await self.database.rows(
            "UPDATE deliveries SET due_at = now(), leased_until = now() - interval '1 s' WHERE provider = %(name)s",
            {"name": self.provider.name},
        )

    async def wait_s(self, session: str) -> float:
        """How long its last delivery waits yet."""
        [(seconds,)] = await self.database.rows(
            "SELECT extract(epoch FROM due_at - now())::float FROM deliveries WHERE id = %(id)s",
            {"id": await self.id_of(session)},
        )
        return float(seconds)


@asynccontextmanager
async def office(servers: System) -> AsyncIterator[Office]:
    """Open until left."""
    pool = create_pool(servers.database_url, 8)
    await pool.open()
    redis = Redis.from_url(servers.redis_url)
    database = Database(pool)
    try:
        keys = Fernet.generate_key().decode()
        vault = Vault(keys)
        yield Office(database, redis, Deliveries(database, vault), vault, keys)
    finally:
        await redis.aclose()
        await pool.close()


async def until(true: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait until it is so."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
