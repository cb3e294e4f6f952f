"""Where the outside systems are, read once from the environment. A system without an address is embedded."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.listed import Listed

System = Literal["edistrict", "cm_helpline"]


class OutsideSettings(BaseSettings):
    """Refuses to exist in production where cases would get numbers that no office knows, unless that is wanted."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "test", "production"] = "development"

    edistrict_url: str = ""
    edistrict_token: SecretStr = SecretStr("")
    samagra_url: str = ""
    samagra_token: SecretStr = SecretStr("")
    cm_helpline_url: str = ""
    cm_helpline_token: SecretStr = SecretStr("")
    embedded_systems: Listed[System] = Field((), description="those that are to be embedded in production too")

    # Inside the action server's deadline of 2.2 s, with room for the words.
    outside_deadline_s: float = Field(1.6, gt=0)
    outside_try_s: float = Field(1.0, gt=0)
    outside_tries: int = Field(3, ge=1)
    outside_breaker_failures: int = Field(5, ge=1)
    outside_breaker_rest_s: float = Field(10.0, gt=0)

    outside_follow_minutes: float = Field(30.0, gt=0, description="between two looks at an open case")
    outside_follow_most: int = Field(1000, ge=1, description="cases a minute, of each system and worker")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        addresses: dict[System, str] = {"edistrict": self.edistrict_url, "cm_helpline": self.cm_helpline_url}
        missing = [name for name, url in addresses.items() if not url and name not in self.embedded_systems]
        if self.environment == "production" and missing:
            needed = ", ".join(f"{name.upper()}_URL" for name in missing)
            raise ValueError(
                f"not safe for production, set: {needed}; to keep these cases in our own tables, where no office sees"
                f" them, set EMBEDDED_SYSTEMS={','.join(missing)}"
            )
        return self
