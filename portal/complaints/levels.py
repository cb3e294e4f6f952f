"""The helpline's levels of officers, the clock between them, and the window for reopening: from data."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.schema import Text
from portal.outside.cm_helpline import Complaint, ComplaintState, Level

_DATA = Path(__file__).parent / "data" / "levels.yaml"
_ORDER = tuple(Level)


class LevelRule(BaseModel):
    """How long a level has, and whether a complaint then goes up by itself. `sure: false` must be worded so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int
    sure: bool
    up_by_itself: bool
    who: Text


class Window(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int
    sure: bool


class Levels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    levels: dict[Level, LevelRule]
    reopen: Window


@lru_cache(maxsize=1)
def levels() -> Levels:
    return Levels.model_validate(yaml.safe_load(_DATA.read_text(encoding="utf-8")))


def above(level: Level) -> Level:
    """The next level; the last stays."""
    return _ORDER[min(_ORDER.index(level) + 1, len(_ORDER) - 1)]


def runs_out(level: Level, since: datetime) -> datetime:
    """When a level's time is over."""
    return since + timedelta(days=levels().levels[level].days)


def can_reopen(complaint: Complaint, at: datetime) -> bool:
    """Resolved or closed, and still within the window."""
    if complaint.state is ComplaintState.OPEN or complaint.resolved_at is None:
        return False
    return at <= complaint.resolved_at + timedelta(days=levels().reopen.days)


def cut_off(level: Level, at: datetime) -> datetime:
    """Since when a complaint must have been at this level for its time to be over by then."""
    return at - timedelta(days=levels().levels[level].days)
