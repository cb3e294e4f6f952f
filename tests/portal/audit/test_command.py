from __future__ import annotations

import pytest

from portal.audit.__main__ import main
from portal.database import Database
from supervisor.system import System
from tests.portal.conftest import KEY


@pytest.fixture(autouse=True)
def surroundings(servers: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", servers.database_url)
    monkeypatch.setenv("REDIS_URL", servers.redis_url)
    monkeypatch.setenv("VAULT_KEY", KEY)


def test_the_end_that_it_prints_is_part_of_the_trail_later(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert main([capsys.readouterr().out.strip()]) == 0


def test_an_end_that_the_trail_does_not_have_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"{10**12}:{'00' * 32}"]) == 1
    assert "changed, missing or out of place" in capsys.readouterr().err


def test_what_is_no_end_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert Database.__name__ not in capsys.readouterr().err
