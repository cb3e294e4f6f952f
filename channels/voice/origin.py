"""Who calls, as the portal may know it: by the number shown."""

from __future__ import annotations

from typing import Protocol


class Origin(Protocol):
    """Binds a session to the telephone it comes from."""

    async def calls_from(self, session: str, phone: str) -> None:
        """The session is a call from this number (+91…)."""
        ...


class NoOrigin:
    """For a gateway without a portal."""

    async def calls_from(self, session: str, phone: str) -> None:
        return
