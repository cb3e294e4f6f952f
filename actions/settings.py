"""The action server's settings, read once from the environment."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True)

    environment: Literal["development", "test", "production"] = "development"
    internal_token: str = Field(min_length=16, repr=False)
    database_url: str = Field(repr=False)
    redis_url: str = Field("redis://127.0.0.1:6379/0", repr=False)
    redis_deadline_s: float = Field(0.5, gt=0)
    vault_key: str = Field(min_length=32, repr=False)
    database_connections: int = Field(8, ge=1, validation_alias="ACTIONS_DATABASE_CONNECTIONS")
    host: str = Field("127.0.0.1", validation_alias="ACTIONS_HOST")
    port: int = Field(5055, validation_alias="ACTIONS_PORT")
    deadline_s: float = Field(2.2, validation_alias="ACTIONS_DEADLINE_S")
    reload_interval_s: float = Field(5.0, validation_alias="KNOWLEDGE_RELOAD_S")
