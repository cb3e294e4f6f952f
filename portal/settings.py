"""The portal's settings, read once from the environment."""

from __future__ import annotations

import base64
import binascii
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.listed import separated

_PLACEHOLDERS = (b"change-me", b"development-only", b"placeholder", b"example")


class Settings(BaseSettings):
    """Refuses to exist with a key that is none, and in production with a placeholder."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    environment: Literal["development", "test", "production"] = "development"
    database_url: str = Field(repr=False)
    redis_url: str = Field(repr=False)
    redis_deadline_s: float = Field(0.5, gt=0)
    vault_key: SecretStr

    sms_url: str = Field("", description="the message gateway; empty: messages are kept, not sent")
    sms_token: SecretStr = SecretStr("")

    public_url: str = Field("", description="where citizens reach the portal; empty: this machine, at PORT")
    port: int = 8000

    database_connections: int = Field(12, ge=1, validation_alias="PORTAL_CONNECTIONS")
    database_deadline_s: float = Field(1.5, gt=0, validation_alias="PORTAL_DATABASE_DEADLINE_S")

    @property
    def address(self) -> str:
        """Where citizens reach the portal, for links."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @model_validator(mode="after")
    def _sound(self) -> Self:
        keys = separated(self.vault_key.get_secret_value())
        if not keys or not all(len(_decoded(key)) == 32 for key in keys):
            raise ValueError("VAULT_KEY: one Fernet key, or several separated by commas")
        if self.environment == "production" and any(word in _decoded(key) for key in keys for word in _PLACEHOLDERS):
            raise ValueError("VAULT_KEY is a placeholder, which is not safe for production")
        return self


def _decoded(key: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(key)
    except (binascii.Error, ValueError):
        return b""
