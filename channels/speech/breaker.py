"""Leaves a failing service alone for a while."""

from __future__ import annotations

import time


class Breaker:
    """Open for calls until so many failed in a row; then closed for some seconds."""

    def __init__(self, most: int, pause_s: float) -> None:
        self._most = most
        self._pause_s = pause_s
        self._failures = 0
        self._until = 0.0

    @property
    def rests(self) -> bool:
        """Whether the service is left alone now."""
        return time.monotonic() < self._until

    def succeeded(self) -> None:
        """All is well again."""
        self._failures = 0

    def failed(self) -> None:
        """One more failure; the one that is too many begins a pause, and each after the pause another."""
        self._failures += 1
        if self._failures >= self._most:
            self._until = time.monotonic() + self._pause_s
