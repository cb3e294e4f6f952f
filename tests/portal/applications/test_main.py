"""Being the office of the embedded e-District."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from knowledge.loader import load_folder
from portal.applications.__main__ import main
from portal.applications.service import Applications
from portal.database import Database
from portal.notices.models import Notice
from portal.outside.edistrict import NewApplication
from portal.outside.embedded_edistrict import EmbeddedEDistrict
from supervisor.system import System
from tests.portal import made
from tests.portal.officers import run, work_on


@pytest.fixture(autouse=True)
def surroundings(servers: System, monkeypatch: pytest.MonkeyPatch) -> None:
    work_on(servers, monkeypatch)


async def lodged(database: Database) -> str:
    new = NewApplication(service="income_certificate", mobile=made.phone(), name="Zuqmarven")
    return (await EmbeddedEDistrict(database).submit(new, uuid4().hex)).number


async def test_it_moves_an_application_on_and_notes_the_news(
    own_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await lodged(own_database)
    assert await run(main, capsys, number, "in_process") == (0, (await run(main, capsys, number))[1])
    assert (await run(main, capsys, number, "rejected", "--reason", "no papers"))[1].endswith("rejected: no papers\n")
    told = await own_database.do(lambda s: s.scalars(select(Notice.message).order_by(Notice.created_at)))
    assert list(told) == ["application_in_process", "application_rejected"]


async def test_overdue_opens_the_appeal(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    number, applications = await lodged(database), Applications(EmbeddedEDistrict(database), database)
    assert (await run(main, capsys, number, "overdue", "--days", "12"))[0] == 0
    found = await applications.find(number)
    assert found
    standing = await applications.standing(found.application, load_folder())
    assert standing.overdue
    assert standing.appeal


async def test_a_step_that_may_not_follow_changes_nothing(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await lodged(database)
    await run(main, capsys, number, "approved")
    for step in ("in_process", "overdue"):
        status, said = await run(main, capsys, number, step)
        assert (status, "not possible" in said) == (1, True)
    assert "approved" in (await run(main, capsys, number))[1]


async def test_it_says_what_is_wrong(
    database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    number = await lodged(database)
    status, said = await run(main, capsys, "2600000000")
    assert (status, "no application" in said) == (1, True)
    status, said = await run(main, capsys, number, "rejected")
    assert (status, "--reason" in said) == (2, True)
    monkeypatch.setenv("EDISTRICT_URL", "http://127.0.0.1:9")
    status, said = await run(main, capsys, number, "approved")
    assert (status, "EDISTRICT_URL" in said) == (2, True)
