"""Where the outside systems are, read once from the environment. A system without an address is embedded."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class OutsideSettings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    edistrict_url: str = ""
    edistrict_token: SecretStr = SecretStr("")
    samagra_url: str = ""
    samagra_token: SecretStr = SecretStr("")
    cm_helpline_url: str = ""
    cm_helpline_token: SecretStr = SecretStr("")

    # Inside the action server's deadline of 2.2 s, with room for the words.
    outside_deadline_s: float = Field(1.6, gt=0)
    outside_try_s: float = Field(1.0, gt=0)
    outside_tries: int = Field(3, ge=1)
    outside_breaker_failures: int = Field(5, ge=1)
    outside_breaker_rest_s: float = Field(10.0, gt=0)

    outside_follow_minutes: float = Field(30.0, gt=0, description="between two looks at an open case")
    outside_follow_most: int = Field(1000, ge=1, description="cases a minute, of each system and worker")
