from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.base import now
from portal.citizens import service as citizens
from portal.database import Database
from portal.notices.service import NoticeSender, tell
from portal.privacy import consent
from portal.proof.models import ProofOfIdentity
from portal.proof.service import end_proof
from portal.sealed import keys
from tests.portal import made
from tests.portal.made import SmsBox

REPLIES = text("SELECT reply FROM outbox WHERE session_id = :session ORDER BY id")
DUE = text("UPDATE notices SET not_before = now(), state = 'pending'")


class Screens:
    """Sessions that somebody looks at, and those that were told of something new."""

    def __init__(self, *sessions: str) -> None:
        self.sessions = set(sessions)
        self.told: list[str] = []

    async def is_open(self, session: str) -> bool:
        return session in self.sessions

    def moved_on(self, session: str) -> None:
        self.told.append(session)


async def citizen_on_the_web(database: Database) -> tuple[UUID, str, str]:
    """A citizen's id, phone and web session, in which he is proven and has agreed to notices."""
    session_id, phone = await made.session(database, "web"), made.phone()

    async def work(session: AsyncSession) -> UUID:
        citizen = await citizens.at_address_or_new(session, "phone", phone, language="en")
        await consent.record(session, session_id, "notices", True, channel="web", citizen=citizen.id)
        session.add(
            ProofOfIdentity(
                session_id=session_id, citizen_id=citizen.id, proven_at=now(), expires_at=now() + timedelta(days=1)
            )
        )
        return citizen.id

    return await database.do(work), phone, session_id


async def note(database: Database, citizen: UUID, key: str = "a") -> None:
    await database.do(lambda s: tell(s, citizen, key, "complaint_resolved", number="33501234"))


async def replies(database: Database, session_id: str) -> list[dict[str, object]]:
    rows = await database.do(lambda s: s.scalars(REPLIES, {"session": session_id}))
    return [orjson.loads(keys().open(row)) for row in rows]


async def test_who_looks_at_the_open_conversation_is_told_there_and_nowhere_else(
    own_database: Database, sms: SmsBox
) -> None:
    citizen, _, session_id = await citizen_on_the_web(own_database)
    screens = Screens(session_id)
    await note(own_database, citizen)
    assert await NoticeSender(own_database, sms, screens).send_due() == 1
    (reply,) = await replies(own_database, session_id)
    assert "33501234" in str(reply["text"])
    assert (reply["in_reply_to"], screens.told, sms.messages) == (None, [session_id], [])


async def test_who_has_closed_it_is_told_by_text_message(own_database: Database, sms: SmsBox) -> None:
    citizen, phone, session_id = await citizen_on_the_web(own_database)
    await note(own_database, citizen)
    await NoticeSender(own_database, sms, Screens()).send_due()
    assert await replies(own_database, session_id) == []
    assert [message.to for message in sms.messages] == [phone]


async def test_whoever_sits_there_after_the_proof_has_ended_sees_nothing(own_database: Database, sms: SmsBox) -> None:
    citizen, phone, session_id = await citizen_on_the_web(own_database)
    await own_database.do(lambda s: end_proof(s, session_id))
    await note(own_database, citizen)
    await NoticeSender(own_database, sms, Screens(session_id)).send_due()
    assert await replies(own_database, session_id) == []
    assert [message.to for message in sms.messages] == [phone]


async def test_a_sender_killed_after_handing_over_tells_it_once(own_database: Database, sms: SmsBox) -> None:
    citizen, _, session_id = await citizen_on_the_web(own_database)
    await note(own_database, citizen)

    class Dies(Screens):
        def moved_on(self, session: str) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await NoticeSender(own_database, sms, Dies(session_id)).send_due()
    await own_database.do(lambda s: s.execute(DUE))
    assert await NoticeSender(own_database, sms, Screens(session_id)).send_due() == 1
    assert len(await replies(own_database, session_id)) == 1
    assert sms.messages == []
