from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr, ValidationError

from portal import services
from portal.outside.clients import client_of
from portal.outside.errors import OutsideUnavailable
from portal.outside.http import Call
from portal.outside.settings import OutsideSettings
from portal.settings import Settings
from tests.peers.contract import TOKEN
from tests.portal.outside.serving import server_of

BOTH = {"EDISTRICT_URL": "https://edistrict.example", "CM_HELPLINE_URL": "https://helpline.example"}


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*BOTH, "EMBEDDED_SYSTEMS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ENVIRONMENT", "production")


@pytest.mark.parametrize("missing", BOTH)
def test_production_does_not_start_where_cases_would_get_numbers_that_no_office_knows(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setenv("EDISTRICT_TOKEN", "secret-word")
    for name in BOTH.keys() - {missing}:
        monkeypatch.setenv(name, BOTH[name])
    with pytest.raises(ValidationError, match=missing) as refused:
        OutsideSettings()
    assert "EMBEDDED_SYSTEMS=" in str(refused.value)
    assert "secret-word" not in str(refused.value)
    assert not any(name in str(refused.value) for name in BOTH.keys() - {missing})


def test_the_whole_portal_does_not_start_then() -> None:
    settings = Settings(
        environment="production", database_url="postgresql://u@h/d", redis_url="redis://h",
        vault_key=Fernet.generate_key().decode(),
    )  # fmt: skip
    with pytest.raises(ValidationError, match="EDISTRICT_URL, CM_HELPLINE_URL"):
        services.portal(settings)


def test_production_starts_with_both_addresses_or_where_embedded_ones_are_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMBEDDED_SYSTEMS", "edistrict, cm_helpline")
    assert OutsideSettings().embedded_systems == ("edistrict", "cm_helpline")
    monkeypatch.delenv("EMBEDDED_SYSTEMS")
    for name, value in BOTH.items():
        monkeypatch.setenv(name, value)
    assert OutsideSettings().environment == "production"


def test_development_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "development")
    assert not OutsideSettings().edistrict_url


def test_what_is_no_system_cannot_be_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDED_SYSTEMS", "edistrict,cm_helpline,sms")
    with pytest.raises(ValidationError, match="embedded_systems"):
        OutsideSettings()


async def test_every_client_tries_as_often_and_rests_as_soon_as_the_settings_say() -> None:
    how = OutsideSettings(environment="test", outside_tries=2, outside_breaker_failures=1)
    server = server_of("sms")
    server.faults += ["busy"] * 9
    body = {"to": "+919812345678", "text": "x", "template": "notice"}
    call = Call("sendMessage", "POST", "/messages", body=body, key="notice:1")
    async with server.serving() as url:
        made = client_of("sms", url, SecretStr(TOKEN), how)
        assert made
        async with made:
            for _ in range(3):
                with pytest.raises(OutsideUnavailable):
                    await made.send(call)
    assert len(server.asked) == 2


@pytest.mark.parametrize("variable", ["SMS_URL", "PAYMENT_URL", "EDISTRICT_URL", "CM_HELPLINE_URL", "SAMAGRA_URL"])
async def test_each_system_with_an_address_has_such_a_client(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.setenv("OUTSIDE_DEADLINE_S", "0.7")
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    settings = Settings(
        database_url="postgresql://u@h/d", redis_url="redis://h", vault_key=Fernet.generate_key().decode()
    )
    async with services.running(settings) as portal:
        (made,) = portal.clients
        assert made.patience.deadline_s == 0.7
