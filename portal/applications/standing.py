"""Where an application stands by the law: who holds it, when it is due, whether it is late, which appeal is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.schema import Record, Text
from portal.applications.states import PENDING
from portal.calendar import Reckoned, after, on_day
from portal.outside.edistrict import Application, ApplicationState

Ground = Literal["rejected", "overdue"]
Step = Literal["first", "second"]
_DATA = Path(__file__).parent / "data" / "appeals.yaml"


@dataclass(frozen=True)
class OpenAppeal:
    """An appeal that can be made. `since` is the day of the ground, `until` the last day; to whom, if known."""

    step: Step
    ground: Ground
    since: date
    until: Reckoned
    to: Text | None
    to_sure: bool
    in_time: bool


@dataclass(frozen=True)
class Standing:
    """`holder` and `due` are None when nobody has published them; not `sure` must be worded so."""

    application: Application
    holder: Text | None
    holder_sure: bool
    due: Reckoned | None
    overdue: bool
    appeal: OpenAppeal | None


def standing(
    application: Application, record: Record | None, day: date, first_appeal_on: date | None = None
) -> Standing:
    """As of `day`. `first_appeal_on` is when the first appeal was prepared, which opens the second the day after."""
    officers = record.officers if record else None
    due = _due(application, record)
    is_pending = application.state in PENDING
    overdue = bool(is_pending and due and due.day < day)
    return Standing(
        application,
        officers.designated if officers and is_pending else None,
        bool(officers and officers.sure),
        due,
        overdue,
        _appeal(application, record, due if overdue else None, day, first_appeal_on),
    )


def _due(application: Application, record: Record | None) -> Reckoned | None:
    """The office's own date, else the limit of the law from the day after the application."""
    if application.due_on:
        return Reckoned(application.due_on, True)
    limit = record.time_limit if record else None
    if limit is None:
        return None
    reckoned = after(application.submitted_on, limit.days, working=limit.working_days)
    return Reckoned(reckoned.day, reckoned.sure and limit.sure)


def _appeal(
    application: Application, record: Record | None, missed: Reckoned | None, day: date, first_appeal_on: date | None
) -> OpenAppeal | None:
    if application.state is ApplicationState.REJECTED:
        ground: Ground = "rejected"
        since = Reckoned(_rejected_on(application), True)
    elif missed:
        ground, since = "overdue", missed
    else:
        return None
    first_made = first_appeal_on if first_appeal_on and first_appeal_on < day else None
    step: Step = "second" if first_made else "first"
    rule = appeal_rules()[step]
    until = (first_made or since.day) + timedelta(days=rule["days"])
    officers = record.officers if record else None
    to = (officers.second_appeal if step == "second" else officers.first_appeal) if officers else None
    sure = rule["sure"] and (since.sure or step == "second")
    return OpenAppeal(
        step, ground, since.day, Reckoned(until, sure), to, bool(officers and officers.sure), day <= until
    )


def _rejected_on(application: Application) -> date:
    refusals = [event.at for event in application.history if event.state is ApplicationState.REJECTED]
    return on_day(max(refusals)) if refusals else application.submitted_on


@lru_cache(maxsize=1)
def appeal_rules() -> dict[str, Any]:
    """portal/applications/data/appeals.yaml"""
    rules: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return rules
