from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from channels.vault import Vault
from portal import models
from portal.audit import chain
from portal.base import Base
from portal.citizens import service as citizens
from portal.citizens.models import Household, Member
from portal.database import Database
from portal.errors import Unavailable
from portal.notices import service as notices
from portal.outside.sms import EmbeddedSms
from portal.privacy import consent, service
from portal.privacy.holdings import HOLDINGS
from portal.proof import origins
from portal.proof.limits import CodeLimits
from portal.proof.service import Outcome, Proofs
from portal.sealed import digest, keys
from supervisor.system import System
from tests.kept import opened
from tests.portal import made
from tests.portal.conftest import KEY

NAME = "Shakuntala Unmistakable"
WORDS = "my roof fell down in Unmistakabad"


async def change(database: Database, statement: str) -> None:
    await database.do(lambda session: session.execute(text(statement)))


async def proven(database: Database, redis: Redis, phone: str) -> tuple[str, UUID]:
    """A session in which the owner of this phone has proven it, with something in every table of ours."""
    sms = EmbeddedSms(database, production=False)
    proofs = Proofs(database, CodeLimits(redis), sms)
    session_id = await made.session(database)
    await database.do(lambda s: origins.bind(s, session_id, "phone", phone))
    await proofs.send_to_phone(session_id, phone, "en")
    await proofs.close()
    key = await database.do(
        lambda s: s.scalar(text("SELECT key FROM portal_messages ORDER BY created_at DESC LIMIT 1"))
    )
    code = (await sms.sent(str(key)) or "")[:6]
    assert await proofs.check(session_id, code) is Outcome.PROVEN
    citizen = await proofs.citizen(session_id)
    assert citizen is not None
    await database.do(lambda s: _fill(s, session_id, citizen))
    return session_id, citizen


async def _fill(session: AsyncSession, session_id: str, citizen_id: UUID) -> None:
    citizen = await citizens.get(session, citizen_id)
    citizen.name = NAME
    family = Household(family_id="40119999", family_digest=digest("samagra", "40119999"))
    family.members = [Member(citizen_id=citizen_id, name=NAME), Member(name="Child Unmistakable")]
    session.add(family)
    await consent.record(session, session_id, "records", True, channel="web", citizen=citizen_id)
    await notices.tell(session, citizen_id, f"test:{citizen_id}", "notice_notices", word="Unmistakable")
    values = {
        "session": session_id, "words": keys().seal(WORDS), "reply": keys().seal('{"text": "Unmistakable"}'),
        "conversation": f"conversation-{session_id}",
    }  # fmt: skip
    for statement in (
        """INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, answered_at,
                              state)
           VALUES (:session, 'web', :session, 'web', 'text', :words, gen_random_uuid(), now(), '{"topic": "x"}')""",
        """INSERT INTO outbox (session_id, inbox_id, position, reply)
           SELECT session_id, id, 1, :reply FROM inbox WHERE session_id = :session""",
        """INSERT INTO identifiers (session_id, kind, number, digest, sealed)
           VALUES (:session, 'phone', 1, 'x', 'x')""",
        "INSERT INTO dialogues (conversation, sealed) VALUES (:conversation, 'x')",
    ):
        await session.execute(text(statement), values)


async def test_what_is_known_is_shown_whole(own_database: Database, redis: Redis) -> None:
    phone = made.phone()
    _, citizen = await proven(own_database, redis, phone)
    known = await own_database.do(lambda s: service.known(s, citizen))
    assert set(known) == {"person", "conversations", "messages", "notices", "consents", "proofs"}
    assert known["person"][0]["name"] == NAME
    assert known["person"][0]["addresses"] == [{"kind": "phone", "value": phone}]
    assert known["conversations"][0]["text"] == WORDS


async def test_after_erasure_nothing_of_the_citizen_is_left(
    own_database: Database, redis: Redis, servers: System
) -> None:
    database, phone = own_database, made.phone()
    session_id, citizen = await proven(database, redis, phone)
    assert WORDS in opened(servers.database_url, KEY)["inbox"]
    erased = await database.do(lambda s: service.erase(s, citizen))
    assert erased["person"] == 2
    tables = opened(servers.database_url, KEY)
    trail = tables.pop("audit")
    for name, rows in tables.items():
        assert str(citizen) not in rows, name
        assert "Unmistak" not in rows, name
        assert phone[1:] not in rows, name
    assert session_id not in tables["identifiers"] + tables["outbox"] + tables["proofs"] + tables["session_origins"]
    assert await database.do(lambda s: citizens.at_address(s, "phone", phone)) is None
    assert "data.erased" in trail
    assert "Unmistak" not in trail
    assert phone[1:] not in trail
    await database.do(chain.verify)


async def household_of(session: AsyncSession, citizen: UUID) -> UUID | None:
    return await session.scalar(select(Member.household_id).where(Member.citizen_id == citizen))


async def test_erasure_leaves_others_as_they_were(own_database: Database, redis: Redis) -> None:
    database, other_phone = own_database, made.phone()
    other = await database.do(lambda s: citizens.at_address_or_new(s, "phone", other_phone, name="Other"))
    _, citizen = await proven(database, redis, made.phone())

    async def share_household(session: AsyncSession) -> None:
        family = await household_of(session, citizen)
        session.add(Member(household_id=family, citizen_id=other.id, name="Other"))

    await database.do(share_household)
    before = await database.do(lambda s: service.known(s, other.id))
    await database.do(lambda s: service.erase(s, citizen))
    assert await database.do(lambda s: service.known(s, other.id)) == before
    assert await database.do(lambda s: household_of(s, other.id)) is not None


async def test_erasure_that_fails_half_way_erases_nothing(
    own_database: Database, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, citizen = await proven(own_database, redis, made.phone())
    before = await own_database.do(lambda s: service.known(s, citizen))

    async def fail(session: AsyncSession, citizen_id: UUID) -> int:
        raise Unavailable

    monkeypatch.setattr(service, "HOLDINGS", (*HOLDINGS, replace(HOLDINGS[0], erase=fail)))
    with pytest.raises(Unavailable):
        await own_database.do(lambda s: service.erase(s, citizen))
    monkeypatch.undo()
    assert await own_database.do(lambda s: service.known(s, citizen)) == before


def test_somebody_answers_for_every_table_of_the_portal() -> None:
    assert models.__all__
    answered = {table.__tablename__ for holding in HOLDINGS for table in holding.tables}
    assert set(Base.metadata.tables) - {"sessions", "audit"} - answered == set()


async def test_what_is_old_is_forgotten_and_what_is_new_stays(own_database: Database, redis: Redis) -> None:
    _, citizen = await proven(own_database, redis, made.phone())
    assert sum((await own_database.do(service.forget)).values()) == 0
    for table in ("one_time_codes", "portal_messages", "notices"):
        await change(own_database, f"UPDATE {table} SET created_at = now() - interval '1 year'")
    await change(own_database, "UPDATE notices SET state = 'sent', updated_at = now() - interval '1 year'")
    forgotten = await own_database.do(service.forget)
    assert (forgotten["proofs"], forgotten["messages"], forgotten["notices"]) == (1, 1, 1)
    assert (await own_database.do(lambda s: citizens.get(s, citizen))).name == NAME


DIALOGUE = """
INSERT INTO dialogues (conversation, sealed, address_digest, updated_at)
VALUES (:name, 'x', :address, now() - :days * interval '1 day')
"""


async def dialogue(database: Database, name: str, phone: str | None = None, days: int = 0) -> None:
    values = {"name": name, "address": digest("address", phone) if phone else None, "days": days}
    await database.do(lambda s: s.execute(text(DIALOGUE), values))


async def dialogues(database: Database) -> set[str]:
    return set(await database.do(lambda s: s.scalars(text("SELECT conversation FROM dialogues"))))


async def test_dialogues_of_which_nothing_was_heard_for_a_month_are_forgotten(own_database: Database) -> None:
    await dialogue(own_database, "old", days=31)
    await dialogue(own_database, "new", days=29)
    assert (await own_database.do(service.forget))["conversations"] == 1
    assert await dialogues(own_database) == {"new"}


async def test_erasure_takes_what_was_begun_from_the_citizens_phone(own_database: Database, redis: Redis) -> None:
    phone = made.phone()
    _, citizen = await proven(own_database, redis, phone)
    await dialogue(own_database, "mine", phone)
    await dialogue(own_database, "another's", made.phone())
    await own_database.do(lambda s: service.erase(s, citizen))
    assert await dialogues(own_database) == {"another's"}


async def test_what_no_key_opens_keeps_nobody_from_seeing_the_rest(own_database: Database, redis: Redis) -> None:
    session_id, citizen = await proven(own_database, redis, made.phone())
    lost = text("""
        INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, answered_at)
        VALUES (:session, 'web', :session || ' more', 'web', 'text', :value, gen_random_uuid(), now())""")
    sealed = Vault(Fernet.generate_key().decode()).seal("x")
    await own_database.do(lambda s: s.execute(lost, {"session": session_id, "value": sealed}))
    known = await own_database.do(lambda s: service.known(s, citizen))
    assert [row["text"] for row in known["conversations"]] == [WORDS]
    assert (await own_database.do(lambda s: service.erase(s, citizen)))["conversations"] == 2
