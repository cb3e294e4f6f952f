"""Telling by command that a fee is paid."""

import base64
import secrets

import pytest

from portal.payments.__main__ import main

ORDER = ["JS" + "A" * 24, "--to", "http://127.0.0.1:9"]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:9/nothing")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setenv("VAULT_KEY", base64.b64encode(secrets.token_bytes(32)).decode())
    monkeypatch.setenv("PAYMENT_WEBHOOK_SECRETS", secrets.token_hex(32))


async def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        await main(ORDER)
    return capsys.readouterr().err


async def test_in_production_nobody_but_the_gateway_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert "in production" in await refusal(capsys)


async def test_without_a_secret_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.delenv("PAYMENT_WEBHOOK_SECRETS")
    assert "PAYMENT_WEBHOOK_SECRETS" in await refusal(capsys)
