from __future__ import annotations

import pytest
from sqlalchemy import func, select

from knowledge.loader import load_folder
from portal import samples, services
from portal.applications.models import ApplicationRow
from portal.citizens import service as citizens
from portal.citizens.models import Citizen, Member
from portal.complaints.models import ComplaintRow
from portal.database import Database
from portal.sealed import finds
from portal.settings import Settings
from supervisor.system import System
from tests.portal.conftest import KEY

RECORDS = load_folder()


async def test_samples_are_made_once_however_often_they_are_asked_for(own_database: Database, servers: System) -> None:
    settings = Settings(database_url=servers.database_url, redis_url=servers.redis_url, vault_key=KEY)
    async with services.running(settings) as portal:
        count = await samples.make(portal)
        assert await samples.make(portal) == count
    assert await own_database.do(lambda s: s.scalar(select(func.count()).select_from(Citizen))) == count
    citizen = await own_database.do(lambda s: citizens.at_address(s, "phone", "+919812345601"))
    assert citizen is not None
    home = select(Member.household_id).where(Member.citizen_id == citizen.id).scalar_subquery()
    family = select(func.count()).select_from(Member).where(Member.household_id == home)
    assert await own_database.do(lambda s: s.scalar(family)) == 3
    with_samagra = select(Member.citizen_id).where(finds(Member.samagra_digest, "140112231"))
    assert await own_database.do(lambda s: s.scalar(with_samagra)) is not None
    assert await own_database.do(lambda s: s.scalar(select(func.count()).select_from(Member))) == 11


async def test_samples_have_cases_in_many_states(own_database: Database, servers: System) -> None:
    settings = Settings(database_url=servers.database_url, redis_url=servers.redis_url, vault_key=KEY)
    async with services.running(settings) as portal:
        for _ in range(2):
            await samples.make(portal)
        late = await portal.applications.find("2610114201")
        assert late
        assert (await portal.applications.standing(late.application, RECORDS)).overdue
        answered = await portal.complaints.find("33701103")
    assert answered
    assert answered.complaint.resolution == "The lamp was replaced."
    cases = {row: select(func.count()).select_from(row) for row in (ApplicationRow, ComplaintRow)}
    assert [await own_database.do(lambda s, count=count: s.scalar(count)) for count in cases.values()] == [5, 4]  # type: ignore[misc]
    states = set(await own_database.do(lambda s: s.scalars(select(ApplicationRow.state))))
    assert len(states) >= 4


def test_there_are_no_samples_in_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("VAULT_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    assert samples.main() == 1
    assert "not for production" in capsys.readouterr().err
