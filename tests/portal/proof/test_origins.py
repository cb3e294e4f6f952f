from __future__ import annotations

import pytest
from sqlalchemy import select, text

from portal.database import Database
from portal.proof import origins
from portal.proof.gateway_origins import SessionOrigins
from portal.proof.models import SessionOrigin
from portal.sealed import keys
from tests.portal import made

ADDRESS = "INSERT INTO addresses (session_id, provider, account, sealed) VALUES (:id, 'meta', 'us', :sealed)"


async def network(database: Database, session_id: str) -> bytes | None:
    return await database.do(
        lambda s: s.scalar(select(SessionOrigin.network_digest).where(SessionOrigin.session_id == session_id))
    )


async def test_a_call_comes_from_the_number_that_the_channel_names(database: Database, gateway: SessionOrigins) -> None:
    session, phone = await made.session(database, "voice"), made.phone()
    await gateway.calls_from(session, phone)
    assert await database.do(lambda s: origins.phone_of(s, session)) == phone


async def test_a_number_that_is_no_mobile_is_not_kept(database: Database, gateway: SessionOrigins) -> None:
    session = await made.session(database, "voice")
    await gateway.calls_from(session, "+917552555582000")
    assert await database.do(lambda s: origins.phone_of(s, session)) is None


@pytest.mark.parametrize("form", ["{0}", "whatsapp:+{0}"])
async def test_a_whatsapp_sender_with_a_number_writes_from_it(database: Database, form: str) -> None:
    session, phone = await made.session(database, "whatsapp"), made.phone()
    sealed = keys().seal(form.format(phone.removeprefix("+")))
    await database.do(lambda s: s.execute(text(ADDRESS), {"id": session, "sealed": sealed}))
    assert await database.do(lambda s: origins.phone_of(s, session)) == phone


async def test_a_whatsapp_sender_with_an_opaque_id_has_no_number(database: Database) -> None:
    session = await made.session(database, "whatsapp")
    values = {"id": session, "sealed": keys().seal("IN.opaque-3f7a")}
    await database.do(lambda s: s.execute(text(ADDRESS), values))
    assert await database.do(lambda s: origins.phone_of(s, session)) is None


async def test_sessions_of_one_network_are_known_as_such(database: Database, gateway: SessionOrigins) -> None:
    one, two, three = [await made.session(database) for _ in range(3)]
    await gateway.comes_from(one, "2001:db8:1:1::5")
    await gateway.comes_from(two, "2001:db8:1:1:ffff::7")
    await gateway.comes_from(three, "2001:db8:1:2::5")
    assert await network(database, one) == await network(database, two)
    assert await network(database, one) != await network(database, three)


async def test_an_address_that_is_none_is_passed_over(database: Database, gateway: SessionOrigins) -> None:
    session = await made.session(database)
    await gateway.comes_from(session, "testclient")
    assert await network(database, session) is None
