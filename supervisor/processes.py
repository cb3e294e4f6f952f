"""The one table of what runs: names, commands, order."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from supervisor.probes import answers
from supervisor.settings import ROOT, Settings

APP = (str(ROOT / ".venv" / "app" / "bin" / "python"), "-m")
BOT = (str(ROOT / ".venv" / "bot" / "bin" / "python"), "-m")

# What the gateway and the worker need beyond DRAIN_S to close their connections.
_CLOSES_S = 5.0
# Gets a third of the time of a process at 0, when both want all of it.
_LATER = 5


class Stage(IntEnum):
    """A stage starts when the one before is ready, and stops before it does."""

    SERVERS = 0
    MIGRATIONS = 1
    SERVICES = 2


@dataclass(frozen=True)
class Process:
    """How one process is started, known to be ready, and stopped.

    `gives_way`: its niceness. Where there are few cores, messages are acknowledged before others are answered.
    """

    name: str
    command: tuple[str, ...]
    stage: Stage = Stage.SERVICES
    prepare: Callable[[], None] = lambda: None
    is_ready: Callable[[int], bool] = lambda _pid: True
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    patience: float = math.inf
    once: bool = False
    gives_way: int = 0


def processes(settings: Settings) -> list[Process]:
    """Everything that this run consists of."""
    drained = float(settings.environment["DRAIN_S"]) + _CLOSES_S
    return [
        *_servers(settings),
        Process("migrate", (*APP, "alembic", "upgrade", "head"), Stage.MIGRATIONS, once=True),
        Process(
            "actions", (*APP, "actions"), is_ready=answers(settings.local("ACTIONS_PORT", "/healthz")), gives_way=_LATER
        ),
        Process("bot", (*BOT, "bot"), is_ready=answers(settings.local("BOT_PORT", "/readyz")), gives_way=_LATER),
        Process("gateway", (*APP, "channels"), is_ready=answers(settings.local("PORT", "/readyz")), grace=drained),
        Process("worker", (*APP, "channels.worker"), grace=drained, gives_way=_LATER),
    ]


def _servers(settings: Settings) -> list[Process]:
    postgres, redis = settings.postgres, settings.redis
    private = []
    if postgres:
        private.append(
            Process(
                "postgres",
                postgres.command,
                Stage.SERVERS,
                prepare=postgres.prepare,
                is_ready=postgres.is_ready,
                # Its fast shutdown; on SIGTERM it would wait for its clients.
                stop_signal=signal.SIGINT,
                grace=20.0,
                patience=60.0,
            )
        )
    if redis:
        private.append(
            Process(
                "redis", redis.command, Stage.SERVERS, prepare=redis.prepare, is_ready=redis.is_ready, patience=60.0
            )
        )
    return private
