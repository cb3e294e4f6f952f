"""The gateway's settings, read once from the environment."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from channels.speech.settings import SpeechSettings
from channels.voice.settings import VoiceSettings
from portal.listed import Listed

Network = IPv4Network | IPv6Network

_PLACEHOLDER_SIGNING_KEY = "development-only-signing-key-change-me"
_PLACEHOLDER_VAULT_KEY = "ZGV2ZWxvcG1lbnQtb25seS12YXVsdC1jaGFuZ2UtbWU="
_PLACEHOLDERS = ("change-me", "changeme", "placeholder", "example", "development-only")


class Settings(VoiceSettings, SpeechSettings):
    """Refuses to exist in production with a secret that is missing, short or a placeholder."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    environment: Literal["development", "test", "production"] = "development"
    host: str = "0.0.0.0"  # noqa: S104 - citizens come from everywhere
    port: int = Field(8000, ge=1, le=65535)
    public_url: str = ""
    allowed_origins: Listed[str] = Field((), description="sites that may show the widget; * for a host's first labels")
    trusted_proxies: Listed[Network] = ()

    database_url: str = Field(repr=False)
    redis_url: str = Field(repr=False)
    bot_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"

    internal_token: SecretStr | None = None
    signing_key: SecretStr = SecretStr(_PLACEHOLDER_SIGNING_KEY)
    vault_key: SecretStr = SecretStr(_PLACEHOLDER_VAULT_KEY)

    database_connections: int = Field(12, ge=1)
    database_deadline_s: float = Field(5.0, gt=0)
    bot_connections: int = Field(100, ge=1)
    text_limit: int = Field(2000, ge=1)
    body_limit: int = Field(16 * 1024, ge=1024)
    event_streams: int = Field(2000, ge=1)
    event_streams_per_session: int = Field(3, ge=1)
    event_streams_per_address: int = Field(200, ge=0, description="0 means no limit")
    limit_messages_per_session: int = Field(30, ge=0, description="a minute; 0 means no limit")
    limit_messages_per_address: int = Field(1200, ge=0, description="a minute; 0 means no limit")
    limit_sessions_per_address: int = Field(300, ge=0, description="a minute; 0 means no limit")

    limit_uploads_per_session: int = Field(10, ge=0, description="files a minute; 0 means no limit")
    limit_uploads_per_address: int = Field(300, ge=0, description="files a minute; 0 means no limit")

    session_ttl_s: int = Field(24 * 3600, ge=1)
    retention_days: int = Field(30, ge=8, description="providers send a message again for up to 7 days")

    redis_deadline_s: float = Field(0.5, gt=0)
    bot_deadline_s: float = Field(4.0, gt=0)
    bot_turns_at_once: int = Field(8, ge=1)
    bot_retry_after_s: float = Field(0.3, ge=0)
    lease_s: float = Field(10.0, gt=0)
    wait_s: float = Field(15.0, gt=0)
    heartbeat_s: float = Field(15.0, gt=0)
    drain_s: float = Field(8.0, gt=0)
    turns_at_once: int = Field(16, ge=1, description="of one worker")
    outage_patience_s: float = Field(25.0, ge=0, description="a message nobody waits for is tried again for so long")
    turns_interval_s: float = Field(0.1, gt=0)
    recovery_after_s: float = Field(2.0, gt=0)
    worker_metrics_port: int | None = None

    twilio_account_sid: str = ""
    twilio_auth_token: SecretStr | None = None
    twilio_webhook_keys: SecretStr = Field(SecretStr(""), description="id=secret, separated by commas")
    twilio_api_key: str = Field("", description="SK…; without it the account's own token is used")
    twilio_api_secret: SecretStr | None = None
    twilio_api_url: str = "https://api.twilio.com"
    twilio_content_url: str = "https://content.twilio.com"
    twilio_messaging_url: str = "https://messaging.twilio.com"
    twilio_media_hosts: Listed[str] = ("api.twilio.com", "mms.twiliocdn.com", "media.twiliocdn.com")
    twilio_whatsapp_sender: str = Field("", description="whatsapp:+91…; with it WhatsApp through Twilio exists")

    documents_token: SecretStr | None = Field(None, description="with it offices fetch papers of what was lodged")

    meta_phone_number_id: str = Field("", description="with it WhatsApp through Meta exists")
    meta_app_secret: SecretStr | None = None
    meta_verify_token: SecretStr | None = None
    meta_access_token: SecretStr | None = None
    meta_api_url: str = "https://graph.facebook.com"
    meta_api_version: str = "v26.0"
    meta_media_hosts: Listed[str] = ("lookaside.fbsbx.com",)

    whatsapp_templates: str = Field("", description="file of approved templates")
    whatsapp_typing: bool = True
    whatsapp_voice_replies: bool = Field(True, description="to voice notes that were understood, beside the text")
    whatsapp_body_limit: int = Field(1024 * 1024, ge=1024)
    whatsapp_messages_per_second: float = Field(40.0, gt=0, description="handed to a provider, all workers together")
    whatsapp_busy_after_s: float = Field(10.0, gt=0)
    limit_whatsapp_messages: int = Field(6000, ge=0, description="a minute and account, above it they wait")
    burst_s: float = Field(1.0, gt=0, le=3, description="messages no further apart are one turn")
    media_limit: int = Field(16 * 1024 * 1024, ge=1024)
    media_deadline_s: float = Field(20.0, gt=0)
    delivery_deadline_s: float = Field(10.0, gt=0)
    delivery_interval_s: float = Field(0.1, gt=0)
    delivery_attempts: int = Field(12, ge=1)
    delivery_doubt_s: float = Field(45.0, gt=0, description="how long a lost answer may yet come as a receipt")

    @field_validator(
        "bot_url", "actions_url", "public_url", "twilio_api_url", "twilio_content_url", "twilio_messaging_url",
        "meta_api_url",
    )  # fmt: skip
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @property
    def whatsapp_by_twilio(self) -> bool:
        """Whether WhatsApp goes through Twilio."""
        return bool(self.twilio_whatsapp_sender)

    @property
    def whatsapp_by_meta(self) -> bool:
        """Whether WhatsApp goes through Meta's Cloud API."""
        return bool(self.meta_phone_number_id)

    @property
    def bot_waits_s(self) -> float:
        """How long a turn may wait for its place at the bot: what its lease leaves, and some to store the replies."""
        return 0.8 * (self.lease_s - self.bot_deadline_s)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.lease_s <= self.bot_deadline_s:
            raise ValueError("LEASE_S must be longer than BOT_DEADLINE_S")
        if self.environment == "production" and (weak := self._weak_secrets()):
            raise ValueError(f"not safe for production, set: {', '.join(weak)}")
        if missing := self._missing_for_whatsapp():
            raise ValueError(f"WhatsApp also needs: {', '.join(missing)}")
        return self

    def _missing_for_whatsapp(self) -> list[str]:
        """Without these a webhook could not be told from a forgery, or nothing could be sent."""
        needed: dict[str, object] = {}
        if self.whatsapp_by_twilio:
            webhooks_signed = self.twilio_auth_token or self.twilio_webhook_keys.get_secret_value()
            may_send = self.twilio_auth_token or (self.twilio_api_key and self.twilio_api_secret)
            needed |= {
                "TWILIO_ACCOUNT_SID": self.twilio_account_sid,
                "TWILIO_AUTH_TOKEN or TWILIO_WEBHOOK_KEYS": webhooks_signed,
                "TWILIO_AUTH_TOKEN or TWILIO_API_KEY and TWILIO_API_SECRET": may_send,
                "PUBLIC_URL": self.public_url,
            }
        if self.whatsapp_by_meta:
            needed |= {
                "META_APP_SECRET": self.meta_app_secret,
                "META_VERIFY_TOKEN": self.meta_verify_token,
                "META_ACCESS_TOKEN": self.meta_access_token,
            }
        return [name for name, value in needed.items() if not value]

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
