"""The settings of a command line: from the environment, or those of the system that `make run` runs here."""

from __future__ import annotations

import os

from portal.settings import Settings
from supervisor.system import current_system


def settings() -> Settings:
    """Raises pydantic's ValidationError when there are neither."""
    running = None if os.environ.get("DATABASE_URL") else current_system()
    if running is None:
        return Settings()
    known = running.environment
    return Settings(
        environment=known.get("ENVIRONMENT", "development"),
        database_url=running.database_url,
        redis_url=running.redis_url,
        vault_key=known["VAULT_KEY"],
    )
