"""The event streams that are open in this process: so many in all, from one address, and of one session."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from channels.conversation.notices import Listener


@dataclass(eq=False, slots=True)
class OpenStream:
    """One of them; it is `over` when newer ones have taken its place."""

    listener: Listener
    over: bool = False

    def end(self) -> None:
        """Let it end now."""
        self.over = True
        self.listener.hear()


class Streams:
    """Too many of one session end the oldest, for a line that was lost without a word looks open for many minutes."""

    def __init__(self, most: int, most_of_session: int, most_of_address: int) -> None:
        self._most = most
        self._most_of_session = most_of_session
        self._most_of_address = most_of_address
        self._of_session: defaultdict[str, list[OpenStream]] = defaultdict(list)
        self._of_address: Counter[str] = Counter()

    def has_room(self, address: str) -> bool:
        """Whether one more may be opened from there."""
        crowded = 0 < self._most_of_address <= self._of_address[address]
        return not crowded and self._of_address.total() < self._most

    @contextmanager
    def one_more(self, session: str, address: str, listener: Listener) -> Iterator[OpenStream]:
        """Counts it while it is open."""
        mine, of_session = OpenStream(listener), self._of_session[session]
        of_session.append(mine)
        self._of_address[address] += 1
        for older in of_session[: -self._most_of_session]:
            older.end()
        try:
            yield mine
        finally:
            of_session.remove(mine)
            if not of_session:
                del self._of_session[session]
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]
