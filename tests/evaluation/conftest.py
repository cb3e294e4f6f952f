from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor.system import System, running_servers


@pytest.fixture(scope="session")
def servers() -> Iterator[System]:
    """A PostgreSQL with our tables and a Redis."""
    with running_servers(migrated=True) as running:
        yield running
