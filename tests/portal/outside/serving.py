"""Outside systems served in the test's own process, each from its description."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import portal.outside
from portal.outside.breaker import Breaker
from portal.outside.http import OutsideClient, Patience
from tests.peers.contract import TOKEN, ContractServer

CONTRACTS = Path(str(portal.outside.__file__)).parent / "contracts"
QUICK = Patience(deadline_s=2.0, try_s=0.3, tries=3, pause_s=0.01)


def server_of(system: str) -> ContractServer:
    """A server built from this system's description."""
    return ContractServer(CONTRACTS / f"{system}.yaml")


@asynccontextmanager
async def connected(
    server: ContractServer, *, patience: Patience = QUICK, breaker: Breaker | None = None
) -> AsyncIterator[OutsideClient]:
    """The client of a served system."""
    async with server.serving() as url, OutsideClient("test", url, TOKEN, patience=patience, breaker=breaker) as client:
        yield client
