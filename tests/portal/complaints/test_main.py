"""Being the officers of the embedded CM Helpline."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.complaints.__main__ import main
from portal.database import Database
from portal.notices.models import Notice
from supervisor.system import System
from tests.portal.complaints.made import lodged
from tests.portal.officers import run, work_on


@pytest.fixture(autouse=True)
def surroundings(servers: System, monkeypatch: pytest.MonkeyPatch) -> None:
    work_on(servers, monkeypatch)


async def told(database: Database) -> list[str]:
    return list(await database.do(lambda s: s.scalars(select(Notice.message).order_by(Notice.created_at))))


async def test_a_complaint_goes_up_and_is_answered_and_the_news_noted(
    own_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    number = (await lodged(own_database)).number
    assert "L2: open" in (await run(main, capsys, number, "escalate"))[1]
    assert "L2: resolved: repaired" in (await run(main, capsys, number, "resolve", "repaired"))[1]
    assert await told(own_database) == ["complaint_escalated", "complaint_resolved"]


async def test_a_complaint_closed_by_force_is_told_as_such(
    own_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    number = (await lodged(own_database)).number
    assert "force_closed: in court" in (await run(main, capsys, number, "close", "in court"))[1]
    assert await told(own_database) == ["complaint_force_closed"]


async def test_what_is_answered_or_at_the_top_cannot_be_sent_up(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    answered, top = (await lodged(database)).number, (await lodged(database, level="L4")).number
    await run(main, capsys, answered, "resolve", "repaired")
    for number in (answered, top):
        status, said = await run(main, capsys, number, "escalate")
        assert (status, "not possible" in said) == (1, True)


async def test_it_says_what_is_wrong(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = (await lodged(database)).number
    for step in ((), ("escalate",), ("resolve", "x")):
        status, said = await run(main, capsys, "30000000", *step)
        assert (status, "no complaint" in said) == (1, True)
    status, said = await run(main, capsys, number, "resolve")
    assert (status, "needs words" in said) == (2, True)
    monkeypatch.setenv("CM_HELPLINE_URL", "http://127.0.0.1:9")
    status, said = await run(main, capsys, number, "escalate")
    assert (status, "CM_HELPLINE_URL" in said) == (2, True)
