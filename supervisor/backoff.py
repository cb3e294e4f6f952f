"""How long to wait before starting again what died."""

from __future__ import annotations

FIRST = 0.5
LONGEST = 10.0
HEALTHY_AFTER = 30.0


class Backoff:
    """At once the first time, then half a second doubling to ten; forgotten after 30 s of health."""

    def __init__(self) -> None:
        self._next = 0.0

    def after(self, lived: float) -> float:
        """The wait after a life of so many seconds."""
        if lived >= HEALTHY_AFTER:
            self._next = 0.0
        wait, self._next = self._next, min(max(FIRST, self._next * 2), LONGEST)
        return wait
