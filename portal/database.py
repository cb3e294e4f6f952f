"""Work on the portal's tables: a transaction each, with a deadline, once more after a lost connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from portal.audit import chain
from portal.errors import Unavailable

Outcome = TypeVar("Outcome")
_log = structlog.get_logger(__name__)


class Database:
    """The pool of connections; `url` is `postgresql://…`."""

    def __init__(self, url: str, connections: int = 12, deadline_s: float = 1.5) -> None:
        self._deadline_s = deadline_s
        self.engine = create_async_engine(
            f"postgresql+psycopg://{url.split('://', 1)[1]}",
            pool_size=connections,
            max_overflow=0,
            pool_timeout=deadline_s,
            # An error's text is not to quote what was stored.
            hide_parameters=True,
            connect_args={"connect_timeout": 2, "options": f"-c statement_timeout={int(deadline_s * 1000)}"},
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def do(self, work: Callable[[AsyncSession], Awaitable[Outcome]]) -> Outcome:
        """What this work makes of a session; all of it is kept, or none when it raises.

        The work may be run twice, but never after a commit was begun, so it is not done twice. Raises Unavailable
        when the database does not answer in time; only then it is not known whether the work was kept.
        """
        try:
            async with asyncio.timeout(self._deadline_s):
                try:
                    return await self._once(work)
                except _LostBeforeCommit as lost:
                    _log.warning("portal.database.again", error=type(lost.__cause__).__name__)
                    return await self._once(work)
        except (TimeoutError, PoolTimeout, _LostBeforeCommit, OperationalError, InterfaceError) as error:
            raise Unavailable from error

    async def _once(self, work: Callable[[AsyncSession], Awaitable[Outcome]]) -> Outcome:
        async with self._sessions() as session:
            try:
                outcome = await work(session)
                await session.flush()
                await chain.append(session)
            except (OperationalError, InterfaceError) as error:
                raise _LostBeforeCommit from error
            await session.commit()
            return outcome

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


class _LostBeforeCommit(Exception):
    """The connection, or a lock, was lost while nothing was kept yet."""
