"""Days as the offices of Madhya Pradesh count them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

INDIA = ZoneInfo("Asia/Kolkata")
_DATA = Path(__file__).parent / "data" / "holidays.yaml"
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reckoned:
    """A day reckoned; not `sure` when a holiday that may move, or a year without a list, lies in between."""

    day: date
    sure: bool


@dataclass(frozen=True)
class _Calendar:
    weekend: frozenset[int]
    holidays: dict[date, bool]
    years: frozenset[int]

    def is_open(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def is_known(self, day: date) -> bool:
        return day.year in self.years and (day.weekday() in self.weekend or self.holidays.get(day, True))


def today() -> date:
    """The day in India."""
    return datetime.now(INDIA).date()


def on_day(at: datetime) -> date:
    """The day in India of a moment."""
    return at.astimezone(INDIA).date()


def after(start: date, days: int, *, working: bool) -> Reckoned:
    """The last day of so many after `start`, which does not count; of working days, or of all."""
    if not working:
        return Reckoned(start + days * _A_DAY, True)
    sure, day = True, start
    for day in _following(start, days):
        sure = sure and _calendar().is_known(day)
    return Reckoned(day, sure)


def _following(start: date, working_days: int) -> Iterator[date]:
    """Every day after `start`, up to the last of so many working days."""
    day, left = start, working_days
    while left > 0:
        day += _A_DAY
        left -= _calendar().is_open(day)
        yield day


@lru_cache(maxsize=1)
def _calendar() -> _Calendar:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    holidays = {entry["day"]: entry["sure"] for year in data["years"].values() for entry in year}
    return _Calendar(frozenset(data["weekend"]), holidays, frozenset(data["years"]))
