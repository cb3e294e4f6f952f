from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from portal.base import now
from portal.citizens import service as citizens
from portal.database import Database
from portal.drafts import holding, service
from portal.drafts.models import Draft
from portal.errors import NotFound
from tests.portal import made

INCOME, KHASRA = "income_certificate", "khasra_khatauni_copy"


@pytest.fixture
async def citizen(database: Database) -> UUID:
    return (await database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id


async def take_up(database: Database, citizen: UUID, form: str = INCOME, name: str = "A") -> service.Kept:
    return await database.do(lambda s: service.take_up(s, citizen, form, {"name": name}))


async def test_a_draft_is_taken_up_as_it_was_left(database: Database, citizen: UUID) -> None:
    answers: service.Answers = {"name": "रामप्यारी", "income": 90000.0, "samagra_id": None, "members_ekyc": True}
    draft = await take_up(database, citizen)
    assert draft.answers == {"name": "A"}
    await database.do(lambda s: service.write(s, citizen, draft.id, answers))
    again = await take_up(database, citizen)
    assert (again.id, again.answers) == (draft.id, answers)


async def test_a_citizen_has_one_draft_for_a_service(database: Database, citizen: UUID) -> None:
    at_once = await asyncio.gather(*(take_up(database, citizen, name=name) for name in "ABCD"))
    assert len({(one.id, str(one.answers)) for one in at_once}) == 1
    other = await take_up(database, citizen, KHASRA)
    assert other.id != at_once[0].id


async def test_a_draft_that_was_submitted_elsewhere_is_not_written_on(database: Database, citizen: UUID) -> None:
    draft = await take_up(database, citizen)
    await database.do(lambda s: service.discard(s, citizen, INCOME))
    with pytest.raises(NotFound):
        await database.do(lambda s: service.write(s, citizen, draft.id, {"name": "B"}))
    assert await database.do(lambda s: service.find(s, citizen, INCOME)) is None


async def test_nobody_finds_anothers_draft(database: Database, citizen: UUID) -> None:
    draft = await take_up(database, citizen)
    stranger = (await database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id
    assert await database.do(lambda s: service.find(s, stranger, INCOME)) is None
    with pytest.raises(NotFound):
        await database.do(lambda s: service.write(s, stranger, draft.id, {"name": "B"}))
    assert await database.do(lambda s: holding.export(s, stranger)) == []
    await database.do(lambda s: service.discard(s, stranger, INCOME))
    assert await database.do(lambda s: service.find(s, citizen, INCOME)) is not None


async def test_a_draft_lies_encrypted(database: Database, citizen: UUID) -> None:
    await take_up(database, citizen, name="Zuqmarven")
    raw = text("SELECT to_jsonb(drafts)::text FROM drafts WHERE citizen_id = :citizen")
    assert "Zuqmarven" not in str(await database.do(lambda s: s.scalar(raw, {"citizen": citizen})))


async def test_a_discarded_draft_is_gone(database: Database, citizen: UUID) -> None:
    await take_up(database, citizen)
    for _ in range(2):
        await database.do(lambda s: service.discard(s, citizen, INCOME))
    assert await database.do(lambda s: service.find(s, citizen, INCOME)) is None


async def test_the_newest_draft_comes_first(database: Database, citizen: UUID) -> None:
    assert await database.do(lambda s: service.begun(s, citizen)) == []
    draft = await take_up(database, citizen)
    await take_up(database, citizen, KHASRA)
    assert await database.do(lambda s: service.begun(s, citizen)) == [KHASRA, INCOME]
    await database.do(lambda s: service.write(s, citizen, draft.id, {"name": "B"}))
    assert await database.do(lambda s: service.begun(s, citizen)) == [INCOME, KHASRA]


@pytest.mark.parametrize(("days", "stays"), [(29, True), (31, False)])
async def test_a_draft_that_nobody_goes_on_with_is_forgotten_after_a_month(
    database: Database, citizen: UUID, days: int, stays: bool
) -> None:
    await take_up(database, citizen)
    aged = update(Draft).where(Draft.citizen_id == citizen).values(updated_at=now() - timedelta(days=days))
    await database.do(lambda s: s.execute(aged))
    await database.do(lambda s: holding.forget(s, now()))
    assert (await database.do(lambda s: service.find(s, citizen, INCOME)) is not None) is stays


async def test_a_citizen_sees_and_erases_his_drafts(database: Database, citizen: UUID) -> None:
    await take_up(database, citizen)
    (shown,) = await database.do(lambda s: holding.export(s, citizen))
    assert (shown["service"], shown["answers"]) == (INCOME, {"name": "A"})
    assert await database.do(lambda s: holding.erase(s, citizen)) == 1
