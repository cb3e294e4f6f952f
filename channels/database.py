"""The pool of PostgreSQL connections, and one way to work with them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import structlog
from psycopg import AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from channels.errors import Unavailable

Row = tuple[Any, ...]
Outcome = TypeVar("Outcome")
Pool = AsyncConnectionPool[AsyncConnection[Row]]
_log = structlog.get_logger(__name__)


def create_pool(url: str, connections: int) -> Pool:
    """Not yet open. Autocommit: each statement is a transaction of its own."""
    return AsyncConnectionPool(
        url,
        min_size=min(2, connections),
        max_size=connections,
        open=False,
        timeout=5.0,
        # Given up soon, for then the next who asks tries at once; else the pool would wait twice as long each time.
        reconnect_timeout=2.0,
        kwargs={"autocommit": True, "prepare_threshold": 2, "connect_timeout": 3},
    )


class Database:
    """Does work that may be repeated: once more after a lost connection, then, or when it is late, Unavailable."""

    def __init__(self, pool: Pool, deadline_s: float = 5.0) -> None:
        self.pool = pool
        self._deadline_s = deadline_s

    def patient(self, deadline_s: float) -> Database:
        """The same, for work that may take so long."""
        return Database(self.pool, deadline_s)

    async def row(self, statement: str, values: Mapping[str, Any]) -> Row | None:
        """The first row, if any."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def rows(self, statement: str, values: Mapping[str, Any]) -> list[Row]:
        """All rows; none for a statement that returns none."""

        async def run(connection: AsyncConnection[Row]) -> list[Row]:
            cursor = await connection.execute(statement, values)
            return await cursor.fetchall() if cursor.description else []

        return await self.do(run)

    async def do(self, work: Callable[[AsyncConnection[Row]], Awaitable[Outcome]]) -> Outcome:
        """What this work makes of a connection."""
        working = asyncio.create_task(self._done(work))
        try:
            async with asyncio.timeout(self._deadline_s):
                return await asyncio.shield(working)
        except TimeoutError as error:
            raise Unavailable from error
        finally:
            # Not waited for: psycopg gives a server that does not answer 10 s more to give up a statement.
            working.cancel()

    async def _done(self, work: Callable[[AsyncConnection[Row]], Awaitable[Outcome]]) -> Outcome:
        try:
            async with self.pool.connection() as connection:
                return await work(connection)
        except PoolTimeout as error:
            raise Unavailable from error
        except OperationalError as error:
            _log.warning("database.again", error=type(error).__name__)
        try:
            # The server was restarted: all idle connections are as dead as this one was.
            await self.pool.check()
            async with self.pool.connection() as connection:
                return await work(connection)
        except OperationalError as error:
            raise Unavailable from error
