"""The gateway's settings, read once from the environment."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Network = IPv4Network | IPv6Network
Listed = Annotated[tuple[str, ...], NoDecode]

_PLACEHOLDER_SIGNING_KEY = "development-only-signing-key-change-me"
_PLACEHOLDER_VAULT_KEY = "ZGV2ZWxvcG1lbnQtb25seS12YXVsdC1jaGFuZ2UtbWU="
_PLACEHOLDERS = ("change-me", "changeme", "placeholder", "example", "development-only")


class Settings(BaseSettings):
    """Refuses to exist in production with a secret that is missing, short or a placeholder."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    environment: Literal["development", "test", "production"] = "development"
    host: str = "0.0.0.0"  # noqa: S104 - citizens come from everywhere
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    allowed_origins: Listed = ()
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()

    database_url: str = Field(repr=False)
    redis_url: str = Field(repr=False)
    bot_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"

    internal_token: SecretStr | None = None
    signing_key: SecretStr = SecretStr(_PLACEHOLDER_SIGNING_KEY)
    vault_key: SecretStr = SecretStr(_PLACEHOLDER_VAULT_KEY)

    database_connections: int = Field(12, ge=1)
    bot_connections: int = Field(100, ge=1)
    text_limit: int = Field(2000, ge=1)
    body_limit: int = Field(16 * 1024, ge=1024)
    event_streams: int = Field(2000, ge=1)
    limit_messages_per_session: int = Field(30, ge=0, description="a minute; 0 means no limit")
    limit_messages_per_address: int = Field(1200, ge=0, description="a minute; 0 means no limit")
    limit_sessions_per_address: int = Field(300, ge=0, description="a minute; 0 means no limit")

    session_ttl_s: int = Field(24 * 3600, ge=1)
    retention_days: int = Field(30, ge=1)

    bot_deadline_s: float = Field(4.0, gt=0)
    bot_retry_after_s: float = Field(0.3, ge=0)
    lease_s: float = Field(10.0, gt=0)
    wait_s: float = Field(15.0, gt=0)
    heartbeat_s: float = Field(15.0, gt=0)
    drain_s: float = Field(8.0, gt=0)
    recovery_interval_s: float = Field(2.0, gt=0)
    recovery_after_s: float = Field(2.0, gt=0)
    worker_metrics_port: int | None = None

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A list in the environment is separated by commas."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("bot_url", "actions_url", "public_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.lease_s <= self.bot_deadline_s:
            raise ValueError("LEASE_S must be longer than BOT_DEADLINE_S")
        if self.environment == "production" and (weak := self._weak_secrets()):
            raise ValueError(f"not safe for production, set: {', '.join(weak)}")
        return self

    def _weak_secrets(self) -> list[str]:
        secrets = {
            "INTERNAL_TOKEN": self.internal_token,
            "SIGNING_KEY": self.signing_key,
            "VAULT_KEY": self.vault_key,
        }
        return [name for name, secret in secrets.items() if secret is None or _is_weak(secret.get_secret_value())]


def _is_weak(secret: str) -> bool:
    known = secret in (_PLACEHOLDER_SIGNING_KEY, _PLACEHOLDER_VAULT_KEY)
    return known or len(secret) < 32 or any(word in secret.lower() for word in _PLACEHOLDERS)
