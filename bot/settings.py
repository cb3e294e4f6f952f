"""The bot's settings, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """Raises KeyError when INTERNAL_TOKEN or REDIS_URL is missing."""

    internal_token: str = field(repr=False)
    redis_url: str = field(repr=False)
    actions_url: str = "http://127.0.0.1:5055"
    host: str = "127.0.0.1"
    port: int = 5005
    model: str = "models"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        return cls(
            internal_token=environment["INTERNAL_TOKEN"],
            redis_url=environment["REDIS_URL"],
            actions_url=environment.get("ACTIONS_URL", cls.actions_url),
            host=environment.get("BOT_HOST", cls.host),
            port=int(environment.get("BOT_PORT", cls.port)),
            model=environment.get("BOT_MODEL", cls.model),
        )
