from __future__ import annotations

import asyncio
from random import randrange

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.citizens.models import Citizen
from portal.database import Database


def phone() -> str:
    return f"+9198123{randrange(10**5):05}"


async def test_a_citizen_is_found_again_by_the_phone(database: Database) -> None:
    number = phone()
    made = await database.do(lambda s: citizens.at_address_or_new(s, "phone", number, name="रमेश", language="hi"))
    found = await database.do(lambda s: citizens.at_address(s, "phone", number))
    assert found is not None
    assert (found.id, found.name, found.addresses[0].value) == (made.id, "रमेश", number)


async def test_two_who_ask_at_once_for_a_new_phone_are_one_citizen(database: Database) -> None:
    number = phone()
    made = await asyncio.gather(
        *(database.do(lambda s: citizens.at_address_or_new(s, "phone", number)) for _ in range(6))
    )
    assert len({citizen.id for citizen in made}) == 1


async def test_a_citizen_has_many_addresses(database: Database) -> None:
    first, second = phone(), phone()

    async def add(session: AsyncSession) -> Citizen:
        citizen = await citizens.at_address_or_new(session, "phone", first)
        await citizens.add_address(session, citizen, "whatsapp", f"bsuid-{second}", verified=True)
        await citizens.add_address(session, citizen, "phone", second, verified=True)
        return citizen

    citizen = await database.do(add)
    assert {address.kind for address in citizen.addresses} == {"phone", "whatsapp"}
    assert (address := citizen.address("phone")) is not None
    assert address.value == second


async def test_an_unverified_address_of_somebody_else_stays_theirs(database: Database) -> None:
    theirs = phone()
    other = await database.do(lambda s: citizens.at_address_or_new(s, "phone", theirs))

    async def claim(session: AsyncSession) -> None:
        citizen = await citizens.at_address_or_new(session, "phone", phone())
        await citizens.add_address(session, citizen, "phone", theirs, verified=False)

    await database.do(claim)
    found = await database.do(lambda s: citizens.at_address(s, "phone", theirs))
    assert found is not None
    assert found.id == other.id


async def test_the_tables_hold_no_name_and_no_number_in_clear(database: Database) -> None:
    number = phone()
    await database.do(lambda s: citizens.at_address_or_new(s, "phone", number, name="Unmistakable Name"))

    async def rows(session: AsyncSession) -> str:
        people = (await session.execute(text("SELECT * FROM citizens"))).all()
        addresses = (await session.execute(text("SELECT * FROM channel_addresses"))).all()
        return repr([bytes(v) if isinstance(v, memoryview) else v for row in [*people, *addresses] for v in row])

    content = await database.do(rows)
    assert "Unmistakable" not in content
    assert number[3:] not in content
    assert await database.do(lambda s: s.scalar(select(Citizen.id).limit(1)))
