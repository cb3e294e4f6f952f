"""What command lines work on: their environment, or the system that `make run` runs here."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic_settings import BaseSettings
from sqlalchemy.ext.asyncio import AsyncSession

from portal import sealed
from portal.database import Database
from portal.errors import PortalError
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.settings import Settings
from supervisor.system import System, current_system

Kind = TypeVar("Kind", bound=BaseSettings)
Outcome = TypeVar("Outcome")
_DEADLINE_S = 10.0


def settings() -> Settings:
    """The portal's; see `read`."""
    return read(Settings)


def read(kind: type[Kind]) -> Kind:
    """These settings, from the environment; without a database there, as the running system's processes have them.

    Raises SystemExit when there is neither, pydantic's ValidationError for what cannot be.
    """
    running = _running()
    known: dict[str, Any] = {name.lower(): value for name, value in running.environment.items()} if running else {}
    return kind(**{name: known[name] for name in kind.model_fields if name in known})


async def do(work: Callable[[AsyncSession], Awaitable[Outcome]]) -> Outcome:
    """This work on the portal's tables, in one transaction. Raises Unavailable."""
    here = settings()
    sealed.unlock(here.vault_key.get_secret_value())
    database = Database(here.database_url, connections=1, deadline_s=_DEADLINE_S)
    try:
        return await database.do(work)
    finally:
        await database.close()


def step(case: str, asked: argparse.Namespace, work: Callable[[AsyncSession], Awaitable[Outcome]]) -> Outcome | None:
    """An officer's `asked.step` with the case of `asked.number`; None when it could not be, which is printed.

    `case` is what it is called: "complaint".
    """
    try:
        return asyncio.run(do(work))
    except NotKnownThere:
        reason = f"no {case} has the number {asked.number}"
    except RefusedThere:
        reason = f"{asked.step} is not possible in its state; to see that, leave the step out"
    except PortalError as error:
        reason = error.title
    print(reason, file=sys.stderr)
    return None


def _running() -> System | None:
    if os.environ.get("DATABASE_URL"):
        return None
    running = current_system()
    if running is None:
        raise SystemExit("nothing to work on: set DATABASE_URL, REDIS_URL and VAULT_KEY, or start `make run` first")
    return running
