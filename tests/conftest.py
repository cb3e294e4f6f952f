"""How the tests are shared among processes."""

from __future__ import annotations

from typing import Any

import pytest

_TOGETHER = ("tests/system/",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """By file, but all tests of the running system in one process: it is started once, and they disturb each other."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class ByFileOrFolder(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            for folder in _TOGETHER:
                if nodeid.startswith(folder):
                    return folder
            return super()._split_scope(nodeid)

    return ByFileOrFolder(config, log)
