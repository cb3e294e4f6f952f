from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from knowledge.loader import RECORDS
from supervisor.system import System, running_system
from tests.channels.serving import Client
from tests.peers.bot import TOKEN

_NO_LIMIT = "1000000"


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the records, which is what the system knows."""
    copy = tmp_path_factory.mktemp("knowledge") / "records"
    shutil.copytree(RECORDS, copy)
    return copy


@pytest.fixture(scope="session")
def system(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The whole system as `make run` starts it, but for limits that these tests would meet."""
    environment = {
        "INTERNAL_TOKEN": TOKEN,
        "RECORDS_FOLDER": str(records),
        "IMPORT_FOLDER": str(tmp_path_factory.mktemp("imported")),
        "LIMIT_MESSAGES_PER_SESSION": _NO_LIMIT,
        "LIMIT_MESSAGES_PER_ADDRESS": _NO_LIMIT,
        "LIMIT_SESSIONS_PER_ADDRESS": _NO_LIMIT,
    }
    with running_system(environment) as running:
        yield running


@pytest.fixture
async def visitor(system: System) -> AsyncIterator[Client]:
    """A client without a session."""
    async with aiohttp.ClientSession() as http:
        yield Client(http, system.base_url)


@pytest.fixture
async def citizen(visitor: Client) -> Client:
    """A client with a session, its language not said beforehand."""
    return await visitor.open()
