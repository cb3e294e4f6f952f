"""How long to wait before a message is handed over again."""

from __future__ import annotations

import random

_FIRST_S = 1.0
_MOST_S = 900.0


def wait_s(attempts: int, chance: float | None = None) -> float:
    """1 s, 2 s, 4 s … 15 min, spread by half so that what failed together does not come back together."""
    longest = min(_MOST_S, _FIRST_S * 2.0 ** max(0, min(attempts, 20) - 1))
    return longest * (0.5 + 0.5 * (random.random() if chance is None else chance))
