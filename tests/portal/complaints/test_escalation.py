from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.base import now
from portal.complaints import officers
from portal.complaints.escalation import escalate_due
from portal.complaints.levels import levels, runs_out
from portal.complaints.service import Complaints, clock
from portal.database import Database
from portal.notices.models import Notice
from portal.outside.cm_helpline import Complaint, Level
from portal.outside.embedded_cm_helpline import EmbeddedCmHelpline
from tests.portal.complaints.made import lodged, owner


async def level_of(database: Database, complaint: Complaint) -> str:
    found = await EmbeddedCmHelpline(database).find(complaint.number)
    assert found
    return found.level.value


async def news(database: Database, complaint: Complaint) -> list[str]:
    whose = await owner(database, complaint)
    return list(await database.do(lambda s: s.scalars(select(Notice.message).where(Notice.citizen_id == whose))))


@pytest.mark.parametrize(
    ("level", "days", "after"),
    [("L1", 14.9, "L1"), ("L1", 15.1, "L2"), ("L2", 15.1, "L3"), ("L3", 400, "L3"), ("L4", 400, "L4")],
)
async def test_a_complaint_goes_up_when_its_levels_time_is_over(
    database: Database, level: str, days: float, after: str
) -> None:
    complaint = await lodged(database, level=level, days=days)
    await escalate_due(database)
    assert await level_of(database, complaint) == after


async def test_the_clock_begins_anew_at_each_level(database: Database) -> None:
    complaint = await lodged(database, days=40)
    await escalate_due(database)
    await escalate_due(database)
    assert await level_of(database, complaint) == "L2"
    await escalate_due(database, now() + timedelta(days=16))
    assert await level_of(database, complaint) == "L3"


async def test_what_is_answered_stays_where_it_is(database: Database) -> None:
    complaint = await lodged(database, days=20)
    await database.do(lambda s: officers.resolve(s, complaint.number, "repaired"))
    await escalate_due(database)
    assert await level_of(database, complaint) == "L1"


async def test_several_workers_at_once_send_it_up_once_and_tell_it_once(database: Database) -> None:
    complaint = await lodged(database, days=20)
    await asyncio.gather(*(escalate_due(database) for _ in range(6)))
    assert await level_of(database, complaint) == "L2"
    assert await news(database, complaint) == ["complaint_escalated"]


async def test_many_are_sent_up_in_portions(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.complaints.escalation._AT_ONCE", 2)
    complaints = [await lodged(database, days=20) for _ in range(5)]
    assert await escalate_due(database) >= 5
    assert {await level_of(database, complaint) for complaint in complaints} == {"L2"}


async def test_the_clock_that_is_told_is_the_one_that_runs(database: Database) -> None:
    complaint = await lodged(database, days=3)
    told = clock(complaint)
    assert told.until == runs_out(Level.L1, complaint.level_since)
    assert (told.goes_up, told.late) == (True, False)
    assert clock(complaint, told.until).late
    await escalate_due(database, told.until + timedelta(seconds=1))
    assert await level_of(database, complaint) == "L2"


def test_days_that_no_source_confirms_are_not_told_as_sure() -> None:
    assert not any(rule.sure for rule in levels().levels.values())
    assert not levels().reopen.sure


async def test_complaints_are_the_citizens_whose_number_they_carry(database: Database) -> None:
    complaint = await lodged(database)
    owned = await Complaints(EmbeddedCmHelpline(database), database).find(complaint.number)
    assert owned
    assert owned.owner == await owner(database, complaint)
