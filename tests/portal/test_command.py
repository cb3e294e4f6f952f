"""Command lines find their settings: in the environment, or in what `make run` runs here."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from channels.voice import call_backs
from portal import command
from portal.payments.settings import PaymentSettings
from supervisor.system import System

RUNNING = {
    "DATABASE_URL": "postgresql://u@h/running",
    "REDIS_URL": "redis://h/running",
    "VAULT_KEY": Fernet.generate_key().decode(),
    "PAYMENT_WEBHOOK_SECRETS": "running secret",
    "PORT": "8123",
    "ENVIRONMENT": "test",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*RUNNING, "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(command, "current_system", lambda: None)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> None:
    system = System(Path("nowhere"), "http://localhost:8123", RUNNING)
    monkeypatch.setattr(command, "current_system", lambda: system)


def test_without_a_database_in_the_environment_all_settings_are_those_of_the_running_system(running: None) -> None:
    found = command.settings()
    assert (found.database_url, found.redis_url) == (RUNNING["DATABASE_URL"], RUNNING["REDIS_URL"])
    assert found.address == "http://localhost:8123"
    assert found.environment == "test"
    assert command.read(PaymentSettings).webhook_secrets == ("running secret",)


def test_with_one_the_running_system_does_not_count(running: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REDIS_URL", "VAULT_KEY"):
        monkeypatch.setenv(name, RUNNING[name])
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@h/own")
    assert command.settings().database_url == "postgresql://u@h/own"
    assert command.read(PaymentSettings).webhook_secrets == ()


def test_with_neither_it_says_what_is_missing() -> None:
    for ask in (command.settings, lambda: call_backs.main([])):
        with pytest.raises(SystemExit, match="make run"):
            ask()
