"""Settings of the telephone. A provider's routes exist only when it is named, and it is named only with its secret."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from portal.listed import Listed

PROVIDERS = ("twilio", "plivo", "exotel", "kookoo")
_LEAST_KEY = 24


class VoiceSettings(BaseSettings):
    """Twilio's account and token are those of WhatsApp (channels/settings.py)."""

    voice_providers: Listed[str] = Field((), description="of twilio, plivo, exotel and kookoo")
    voice_agent_number: str = Field("", pattern=r"^(\+\d{6,15})?$", description="who answers key 0; none: calls back")
    voice_answer_s: float = Field(3.0, gt=0, le=4.0, description="then the caller is told to wait")
    voice_deadline_s: float = Field(4.6, gt=0, lt=5.0)
    voice_body_limit: int = Field(16 * 1024, ge=1024)

    twilio_voice_hindi: str = "Polly.Kajal-Neural"
    twilio_voice_english: str = "Polly.Kajal-Neural"
    twilio_recording_hosts: Listed[str] = ("api.twilio.com",)
    plivo_auth_id: str = ""
    plivo_auth_token: SecretStr | None = None
    plivo_voice: str = "Polly.Aditi"
    plivo_recording_hosts: Listed[str] = ("media.plivo.com", "aws-prod-media.plivo.com")
    exotel_key: SecretStr | None = Field(None, description="a secret of our own in the address given to Exotel")
    exotel_voice: Literal["woman", "man"] = "woman"
    exotel_recording_hosts: Listed[str] = ("recordings.exotel.com", "s3-ap-southeast-1.amazonaws.com")
    kookoo_key: SecretStr | None = Field(None, description="a secret of our own in the address given to Ozonetel")
    kookoo_recording_hosts: Listed[str] = ("recordings.kookoo.in",)

    @model_validator(mode="after")
    def _sound_for_calls(self) -> Self:
        if unknown := set(self.voice_providers) - set(PROVIDERS):
            raise ValueError(f"unknown in VOICE_PROVIDERS: {', '.join(sorted(unknown))}")
        if missing := [name for provider in self.voice_providers for name in self._missing_for(provider)]:
            raise ValueError(f"telephone calls also need: {', '.join(missing)}")
        return self

    def _missing_for(self, provider: str) -> list[str]:
        """Without these a webhook could not be told from a forgery."""
        token = getattr(self, "twilio_auth_token", None) or self._has_webhook_keys()
        needed: dict[str, dict[str, bool]] = {
            "twilio": {"TWILIO_AUTH_TOKEN or TWILIO_WEBHOOK_KEYS": bool(token)},
            "plivo": {"PLIVO_AUTH_TOKEN": self.plivo_auth_token is not None},
            "exotel": {f"EXOTEL_KEY of {_LEAST_KEY} characters": _is_long(self.exotel_key)},
            "kookoo": {f"KOOKOO_KEY of {_LEAST_KEY} characters": _is_long(self.kookoo_key)},
        }
        needed_for = needed[provider] | {"PUBLIC_URL": bool(getattr(self, "public_url", ""))}
        return [name for name, present in needed_for.items() if not present]

    def _has_webhook_keys(self) -> bool:
        keys = getattr(self, "twilio_webhook_keys", None)
        return bool(keys and keys.get_secret_value())


def _is_long(secret: SecretStr | None) -> bool:
    return secret is not None and len(secret.get_secret_value()) >= _LEAST_KEY
