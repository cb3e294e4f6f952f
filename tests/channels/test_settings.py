from __future__ import annotations

import pytest
from pydantic import ValidationError

from channels.settings import Settings

URLS = {"DATABASE_URL": "postgresql://x@/y", "REDIS_URL": "redis://localhost"}
STRONG = {name: f"{name}-{'k3y' * 12}" for name in ("INTERNAL_TOKEN", "SIGNING_KEY", "VAULT_KEY")}


@pytest.fixture(autouse=True)
def _urls(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [*STRONG, "ENVIRONMENT", "ALLOWED_ORIGINS", "TRUSTED_PROXIES", "PORT"]:
        monkeypatch.delenv(name, raising=False)
    for name, value in URLS.items():
        monkeypatch.setenv(name, value)


def settings() -> Settings:
    return Settings()


def test_development_needs_only_its_two_servers() -> None:
    assert settings().internal_token is None


def test_production_starts_with_strong_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    for name, value in STRONG.items():
        monkeypatch.setenv(name, value)
    assert settings().environment == "production"


@pytest.mark.parametrize("name", STRONG)
@pytest.mark.parametrize("weak", [None, "short", "please-change-me-" * 3])
def test_production_does_not_start_with_a_weak_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, weak: str | None
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    for other, value in STRONG.items():
        monkeypatch.setenv(other, value)
    if weak is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, weak)
    with pytest.raises(ValidationError, match=name):
        settings()


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://a.example, https://b.example")
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/8,::1/128")
    assert settings().allowed_origins == ("https://a.example", "https://b.example")
    assert [str(network) for network in settings().trusted_proxies] == ["10.0.0.0/8", "::1/128"]


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERNAL_TOKEN", STRONG["INTERNAL_TOKEN"])
    assert STRONG["INTERNAL_TOKEN"] not in repr(settings())
    assert URLS["DATABASE_URL"] not in repr(settings())
