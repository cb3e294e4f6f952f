"""What one run of the system is told by its surroundings, and what it decides itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor.keys import keys
from supervisor.ports import DEFAULT_PORT, free_port, is_free
from supervisor.servers import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent

QUIET = {
    "PYTHONUNBUFFERED": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}
# Vectors of a few hundred numbers: a second thread for them costs more than it helps, while processes fill the cores.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# Records, weights and vectors in pages of 2 MB: 4 % less processor time a turn.
_LARGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
# What commands beside a run have to know of its surroundings.
_KNOWN_TO_COMMANDS = (
    "ENVIRONMENT", "PUBLIC_URL", "EDISTRICT_URL", "CM_HELPLINE_URL", "EMBEDDED_SYSTEMS", "SMS_URL", "PAYMENT_URL",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """Where this run keeps its data, where it listens, and what its children are told."""

    data: Path
    port: int
    environment: Mapping[str, str]
    postgres: Postgres | None
    redis: Redis | None

    @property
    def address(self) -> str:
        """Where citizens reach it, from this machine."""
        return f"http://localhost:{self.port}"

    def local(self, port: str, path: str) -> str:
        """An address of the service behind a port variable, for ourselves."""
        return f"http://127.0.0.1:{self.environment[port]}{path}"


def data_folder(surroundings: Mapping[str, str] = os.environ) -> Path:
    """The folder of everything that a run writes; var/ unless DATA_DIR says otherwise."""
    return Path(surroundings.get("DATA_DIR") or ROOT / "var").resolve()


def decide(surroundings: Mapping[str, str] = os.environ) -> Settings:
    """Complete the surroundings with ports, keys and private servers where they give none."""
    data = data_folder(surroundings)
    port = int(surroundings.get("PORT") or DEFAULT_PORT)
    secrets = keys(data / "secrets.env", surroundings)
    postgres = None if surroundings.get("DATABASE_URL") else Postgres(data / "postgres")
    redis = None if surroundings.get("REDIS_URL") else Redis(data / "redis", free_port(), secrets["REDIS_PASSWORD"])
    bot, actions = (_internal_port(name, surroundings, port) for name in ("BOT_PORT", "ACTIONS_PORT"))
    environment = {
        **QUIET,
        **_ONE_THREAD,
        **_LARGE_PAGES,
        **secrets,
        **{name: surroundings[name] for name in _KNOWN_TO_COMMANDS if name in surroundings},
        "DATA_DIR": str(data),
        "DRAIN_S": surroundings.get("DRAIN_S") or "8",
        "PORT": str(port),
        "BOT_PORT": str(bot),
        "BOT_URL": surroundings.get("BOT_URL") or f"http://127.0.0.1:{bot}",
        "ACTIONS_PORT": str(actions),
        "ACTIONS_URL": surroundings.get("ACTIONS_URL") or f"http://127.0.0.1:{actions}",
        "DATABASE_URL": postgres.url if postgres else surroundings["DATABASE_URL"],
        "REDIS_URL": redis.url if redis else surroundings["REDIS_URL"],
    }
    return Settings(data, port, environment, postgres, redis)


def _internal_port(name: str, surroundings: Mapping[str, str], port: int) -> int:
    usual = {"BOT_PORT": 5005, "ACTIONS_PORT": 5055}[name]
    if surroundings.get(name):
        return int(surroundings[name])
    # The usual ports go with the usual address, so two checkouts cannot both choose them.
    return usual if port == DEFAULT_PORT and is_free(usual) else free_port()
