"""How the tests are shared among processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

_TOGETHER = "tests/system/"


@pytest.fixture(scope="session", autouse=True)
def documents_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Papers sent in tests do not come among those of this checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCUMENTS_FOLDER", str(tmp_path_factory.mktemp("documents")))
        yield


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """A Redis or a PostgreSQL that a busy machine makes slow is not one that is down."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REDIS_DEADLINE_S", "10")
        patch.setenv("PORTAL_DATABASE_DEADLINE_S", "20")
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By file, but all tests of the whole system in one process: it is started once, and they disturb each other."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

    scheduler = LoadFileScheduling(config, log)
    by_file = scheduler._split_scope
    scheduler._split_scope = lambda test: _TOGETHER if test.startswith(_TOGETHER) else by_file(test)
    return scheduler
