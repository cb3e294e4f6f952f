from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text, update

from knowledge.loader import load_folder
from portal.applications.models import Appeal, ApplicationRow
from portal.applications.service import Applications, Owned
from portal.calendar import today
from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import Conflict
from portal.notices.models import Notice
from portal.outside.edistrict import Application, ApplicationState, NewApplication
from portal.outside.embedded_edistrict import EmbeddedEDistrict, advance
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.sealed import finds
from tests.portal import made

RECORDS = load_folder()


def new(**changes: Any) -> NewApplication:
    values: dict[str, Any] = {"service": "income_certificate", "mobile": made.phone(), "name": "Zuqmarven"}
    return NewApplication(**(values | changes))


@pytest.fixture
def applications(database: Database) -> Applications:
    return Applications(EmbeddedEDistrict(database), database)


async def step(database: Database, number: str, state: ApplicationState, note: str | None = None) -> None:
    await database.do(lambda s: advance(s, number, state, actor="officer", note=note))


async def owned(applications: Applications, number: str) -> Owned:
    found = await applications.find(number)
    assert found
    return found


async def test_what_is_lodged_twice_with_one_key_is_one_application(applications: Applications) -> None:
    key, whole = uuid4().hex, new()
    numbers = {one.number for one in await asyncio.gather(*(applications.submit(whole, key) for _ in range(5)))}
    assert len(numbers) == 1
    assert (await applications.submit(whole, key)).number in numbers


async def test_it_is_the_citizens_whose_number_it_carries(applications: Applications, database: Database) -> None:
    whole = new()
    lodged = await applications.submit(whole, uuid4().hex)
    owner = (await owned(applications, lodged.number)).owner
    citizen = await database.do(lambda s: citizens.at_address(s, "phone", whole.mobile))
    assert citizen
    assert owner == citizen.id


async def test_each_step_is_in_its_history_and_told_once(applications: Applications, database: Database) -> None:
    lodged = await applications.submit(new(), uuid4().hex)
    for _ in range(2):
        await step(database, lodged.number, ApplicationState.IN_PROCESS)
    await step(database, lodged.number, ApplicationState.REJECTED, "unreadable")
    found = await owned(applications, lodged.number)
    assert [event.state.value for event in found.application.history] == ["submitted", "in_process", "rejected"]
    assert found.application.reason == "unreadable"
    mine = select(Notice.message).where(Notice.citizen_id == found.owner).order_by(Notice.created_at)
    assert list(await database.do(lambda s: s.scalars(mine))) == ["application_in_process", "application_rejected"]


async def test_a_step_that_its_state_does_not_allow_is_refused(applications: Applications, database: Database) -> None:
    lodged = await applications.submit(new(), uuid4().hex)
    with pytest.raises(RefusedThere):
        await step(database, lodged.number, ApplicationState.DELIVERED)
    with pytest.raises(NotKnownThere):
        await step(database, "2600000000", ApplicationState.IN_PROCESS)


async def test_the_office_lets_what_is_not_decided_be_withdrawn(applications: Applications, database: Database) -> None:
    office = EmbeddedEDistrict(database)
    lodged = await applications.submit(new(), uuid4().hex)
    for _ in range(2):
        assert (await office.withdraw(lodged.number)).state is ApplicationState.WITHDRAWN
    decided = await applications.submit(new(), uuid4().hex)
    await step(database, decided.number, ApplicationState.APPROVED)
    with pytest.raises(RefusedThere):
        await office.withdraw(decided.number)


async def rejected(applications: Applications, database: Database) -> Owned:
    lodged = await applications.submit(new(), uuid4().hex)
    await step(database, lodged.number, ApplicationState.REJECTED)
    return await owned(applications, lodged.number)


async def appeals(database: Database, application: Application) -> int:
    mine = select(func.count()).where(finds(Appeal.application_digest, application.number))
    return await database.do(lambda s: s.scalar(mine)) or 0


async def test_an_appeal_is_prepared_once_however_often_it_is_asked_for(
    applications: Applications, database: Database
) -> None:
    case = await rejected(applications, database)
    first = await applications.prepare_appeal(case, RECORDS, "first")
    texts = await asyncio.gather(*(applications.prepare_appeal(case, RECORDS, "first") for _ in range(4)))
    assert {appeal.text for appeal in texts} == {first.text}
    assert await appeals(database, case.application) == 1


async def test_after_the_first_appeal_the_second_is_prepared(applications: Applications, database: Database) -> None:
    case = await rejected(applications, database)
    with pytest.raises(Conflict):
        await applications.prepare_appeal(case, RECORDS, "second")
    await applications.prepare_appeal(case, RECORDS, "first")
    tomorrow = today() + timedelta(days=1)
    second = await applications.prepare_appeal(case, RECORDS, "second", tomorrow)
    assert "Second Appeal" in second.text
    assert await appeals(database, case.application) == 2


async def test_where_no_appeal_is_open_none_is_prepared(applications: Applications) -> None:
    lodged = await applications.submit(new(), uuid4().hex)
    with pytest.raises(Conflict):
        await applications.prepare_appeal(await owned(applications, lodged.number), RECORDS, "first")


async def test_no_number_name_or_phone_stands_in_clear_in_the_database(
    applications: Applications, database: Database
) -> None:
    whole = new(mobile="+919811122244", fields={"father_name": "Qwertilal"})
    lodged = await applications.submit(whole, uuid4().hex)
    await step(database, lodged.number, ApplicationState.REJECTED, "Unmistakable reason")
    await applications.prepare_appeal(await owned(applications, lodged.number), RECORDS, "first")
    tables = ("applications", "application_events", "appeals")
    clear = [
        str(list(await database.do(lambda s, name=name: s.scalars(text(f"SELECT to_jsonb(t)::text FROM {name} AS t")))))  # type: ignore[misc]
        for name in tables
    ]
    for secret in ("Zuqmarven", "9811122244", "Qwertilal", "Unmistakable", lodged.number):
        assert secret not in str(clear)


@pytest.mark.parametrize("hostile", ["'; DROP TABLE applications; --", '=HYPERLINK("x")', "{name} %s"])
async def test_hostile_words_are_words(applications: Applications, hostile: str) -> None:
    lodged = await applications.submit(new(name=hostile, fields={"x": hostile}), uuid4().hex)
    assert (await owned(applications, lodged.number)).application.name == hostile
    assert await applications.find(hostile) is None


async def test_an_overdue_one_becomes_late_with_the_days(applications: Applications, database: Database) -> None:
    lodged = await applications.submit(new(), uuid4().hex)
    early = today() - timedelta(days=90)
    mine = update(ApplicationRow).where(finds(ApplicationRow.number_digest, lodged.number)).values(submitted_on=early)
    await database.do(lambda s: s.execute(mine))
    case = await owned(applications, lodged.number)
    assert (await applications.standing(case.application, RECORDS)).overdue
    assert "was due by" in (await applications.prepare_appeal(case, RECORDS, "first")).text
