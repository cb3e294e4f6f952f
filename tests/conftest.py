"""How the tests are shared among processes."""

from __future__ import annotations

from typing import Any

import pytest

_TOGETHER = "tests/system/"


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
