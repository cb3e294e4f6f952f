"""What tests of the officers' commands share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest

from supervisor.system import System
from tests.portal.conftest import KEY

Main = Callable[[Sequence[str] | None], int]


def work_on(servers: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """These servers are what the command's environment names."""
    for name, value in {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url, "VAULT_KEY": KEY}.items():
        monkeypatch.setenv(name, value)


async def run(main: Main, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Status, and everything it said."""

    def refusing() -> int:
        try:
            return main(arguments)
        except SystemExit as refused:
            return int(refused.code or 0)

    status = await asyncio.to_thread(refusing)
    said = capsys.readouterr()
    return status, said.out + said.err
