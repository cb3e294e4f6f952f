"""How a case stands in an outside system, as far as news of it are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CaseState:
    """`state` is one of the system's own; `level` for complaints only."""

    number: str
    state: str
    level: str | None = None


class StatesSource(Protocol):
    """Raises OutsideUnavailable when it cannot be asked, RefusedThere when it says no."""

    async def states(self, numbers: Sequence[str]) -> list[CaseState]:
        """Of those that it knows, at most MOST_AT_ONCE in one call."""
        ...
