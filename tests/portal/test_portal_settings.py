from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import ValidationError

from channels.settings import Settings as ChannelSettings
from portal.settings import Settings

KEY = Fernet.generate_key().decode()


def settings(**changes: Any) -> Settings:
    values = {"database_url": "postgresql://u:secret-word@h/d", "redis_url": "redis://:secret-word@h", "vault_key": KEY}
    return Settings(**(values | changes))


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 44, f"{KEY},short"], ids=["none", "short", "not base64", "second short"]
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="VAULT_KEY"):
        settings(vault_key=key)


def test_production_refuses_the_placeholder_that_development_takes() -> None:
    placeholder = ChannelSettings.model_fields["vault_key"].default.get_secret_value()
    assert settings(vault_key=placeholder).environment == "development"
    with pytest.raises(ValidationError, match="placeholder"):
        settings(vault_key=placeholder, environment="production")


def test_several_keys_are_taken_for_rotation() -> None:
    both = f"{KEY}, {Fernet.generate_key().decode()}"
    assert settings(vault_key=both, environment="production").vault_key.get_secret_value() == both


def test_secrets_do_not_show() -> None:
    assert "secret-word" not in repr(settings())
    assert KEY not in repr(settings())
