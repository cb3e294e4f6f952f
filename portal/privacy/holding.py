"""How a feature says what it holds of a citizen, so that it can be shown, erased and forgotten in time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal.base import Base

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Holding:
    """One feature's share; list it in holdings.py.

    `name` has its words in portal/messages as `held_<name>`, which may have a `{count}`; `tables` are those it answers
    for. `export` gives rows of plain values, `erase` deletes and tells how many rows, `forget` deletes what is older
    than need be; all three in the caller's transaction.
    """

    name: str
    tables: tuple[type[Base], ...]
    export: Callable[[AsyncSession, UUID], Awaitable[Rows]]
    erase: Callable[[AsyncSession, UUID], Awaitable[int]]
    forget: Callable[[AsyncSession, datetime], Awaitable[int]] | None = None
