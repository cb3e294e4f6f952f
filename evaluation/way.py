"""How an evaluation reaches the assistant: the turn API (client.py), or a provider that is simulated (through/)."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from evaluation.client import Reply
from evaluation.system import Address


class Way(Protocol):
    """Each conversation has a name of its own."""

    async def check(self) -> None:
        """Raises CannotEvaluate when nothing answers."""

    async def begin(self, conversation: str, given: Mapping[str, Any]) -> None:
        """What a citizen does before the first turn; raises TurnFailed."""

    async def turn(self, conversation: str, channel: str, does: dict[str, Any]) -> tuple[Reply, ...]:
        """The replies to one turn. Raises TurnFailed, or CannotEvaluate when there is no use in going on."""

    async def end(self, conversation: str) -> None:
        """The citizen goes."""

    def named(self, conversation: str) -> dict[str, str]:
        """How the internal API of evaluation is told which conversation is meant."""


class Through(Protocol):
    """A provider between citizen and assistant: `channel` is the channel of its items."""

    channel: str

    @property
    def environment(self) -> Mapping[str, str]:
        """What a system needs that is reached through it."""

    def way(self, address: Address) -> AbstractAsyncContextManager[Way]:
        """To the system at this address, which was started with `environment`."""
