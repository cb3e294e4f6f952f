"""Stops asking a system that has just failed again and again, so that citizens are told so at once."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Opens after `failures` in a row; after `rest_s` lets one call through, and closes if that succeeds."""

    def __init__(self, failures: int = 5, rest_s: float = 10.0, now: Callable[[], float] = time.monotonic) -> None:
        self._most = failures
        self._rest_s = rest_s
        self._now = now
        self._failures = 0
        self._next_try = 0.0

    def admits(self) -> bool:
        """Whether a call may go out now; the one that tries whether the system is back counts as that try."""
        if self._failures < self._most:
            return True
        if self._now() < self._next_try:
            return False
        self._next_try = self._now() + self._rest_s
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        self._next_try = self._now() + self._rest_s
