"""A Samagra id is checked for the citizen whose number it carries, and tells nobody else anything."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.database import Database
from portal.families import Checked, Families
from portal.outside.embedded_samagra import EmbeddedSamagra
from portal.outside.errors import OutsideUnavailable
from portal.outside.samagra import Family, HttpSamagra, Member
from tests.portal import made
from tests.portal.outside.serving import connected, server_of

MEMBER_ID, FAMILY_ID = "140112231", "40112233"


async def proven(database: Database, *, verified: bool = True) -> tuple[UUID, str]:
    phone = made.phone()

    async def work(session: AsyncSession) -> UUID:
        citizen = await citizens.at_address_or_new(session, "phone", phone)
        if verified:
            await citizens.add_address(session, citizen, "phone", phone, verified=True)
        return citizen.id

    return await database.do(work), phone


def member(mobile: str | None, **more: Any) -> dict[str, Any]:
    return {"member_id": MEMBER_ID, "family_id": FAMILY_ID, "name": "Sunita", "mobile": mobile, **more}


async def checked(database: Database, citizen: UUID, samagra_id: str, answer: Any) -> Checked | None:
    server = server_of("samagra")
    server.answers["getFamily" if len(samagra_id) == 8 else "getMember"] = answer
    async with connected(server) as client:
        found = await Families(HttpSamagra(client), database).check(citizen, samagra_id)
    assert server.problems == []
    return found


async def test_what_is_known_of_ones_own_id_is_given(database: Database) -> None:
    citizen, phone = await proven(database)
    found = await checked(database, citizen, MEMBER_ID, member(phone))
    assert found
    assert found.member
    assert (found.is_own, found.member.name) == (True, "Sunita")


async def test_a_family_is_ones_own_by_any_member(database: Database) -> None:
    citizen, phone = await proven(database)
    family = {"family_id": FAMILY_ID, "members": [member(made.phone()), member(phone)]}
    found = await checked(database, citizen, FAMILY_ID, family)
    assert found
    assert found.family
    assert len(found.family.members) == 2


@pytest.mark.parametrize("whose", ["another's", "nobody's", "unknown"])
async def test_somebody_elses_id_and_an_unknown_one_are_alike(database: Database, whose: str) -> None:
    citizen, _ = await proven(database)
    known = {"another's": member(made.phone()), "nobody's": member(None), "unknown": (404, {"code": "unknown"})}
    assert await checked(database, citizen, MEMBER_ID, known[whose]) == Checked(False)


async def test_a_number_that_was_not_proven_opens_nothing(database: Database) -> None:
    citizen, phone = await proven(database, verified=False)
    assert await checked(database, citizen, MEMBER_ID, member(phone)) == Checked(False)


async def test_when_the_register_fails_or_is_slow_nothing_is_known(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        async def member(self, member_id: str) -> Member | None:
            await asyncio.sleep(60)
            return None

        async def family(self, family_id: str) -> Family | None:
            raise OutsideUnavailable

    monkeypatch.setattr("portal.families._PATIENCE_S", 0.01)
    citizen, _ = await proven(database)
    for samagra_id in (MEMBER_ID, FAMILY_ID):
        assert await Families(Silent(), database).check(citizen, samagra_id) is None


async def test_the_embedded_register_does_not_answer_in_production(database: Database) -> None:
    citizen, _ = await proven(database)
    assert await Families(EmbeddedSamagra(database, production=True), database).check(citizen, MEMBER_ID) is None
