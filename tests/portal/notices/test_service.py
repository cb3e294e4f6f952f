from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from channels.delivery.outgoing import from_json
from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import NotFound
from portal.notices import service
from portal.notices.models import Notice
from portal.notices.service import NoticeSender, tell
from portal.outside.errors import OutsideUnavailable, RefusedThere
from portal.privacy import consent
from portal.sealed import keys
from tests.portal import made
from tests.portal.made import SmsBox

MESSAGE = "code_message"
WORDS = {"code": "x-42", "minutes": "9"}
ADDRESS = """
INSERT INTO addresses (session_id, provider, account, sealed, opted_out_at)
VALUES (:session, 'meta', 'us', 'x', CASE WHEN :out THEN now() END)
"""


@pytest.fixture
def sender(own_database: Database, sms: SmsBox) -> NoticeSender:
    return NoticeSender(own_database, sms)


async def citizen_who(database: Database, channel: str, agrees: bool = True) -> tuple[UUID, str, str]:
    """A citizen's id, phone and session, who has said yes or no to notices on this channel."""
    session_id, phone = await made.session(database, channel), made.phone()

    async def work(session: AsyncSession) -> UUID:
        citizen = await citizens.at_address_or_new(session, "phone", phone, language="en")
        await consent.record(session, session_id, "notices", agrees, channel=channel, citizen=citizen.id)
        return citizen.id

    return await database.do(work), phone, session_id


async def note(database: Database, citizen: UUID, key: str) -> None:
    await database.do(lambda session: tell(session, citizen, key, MESSAGE, **WORDS))


async def states(database: Database) -> list[str]:
    return list(await database.do(lambda s: s.scalars(select(Notice.state).order_by(Notice.created_at))))


async def deliveries(database: Database) -> list[tuple[str, str]]:
    rows = await database.do(lambda s: s.execute(text("SELECT session_id, message FROM deliveries")))
    return [(row[0], from_json(keys().open(row[1])).text) for row in rows]


async def whatsapp(database: Database, session_id: str, out: bool = False) -> None:
    await database.do(lambda s: s.execute(text("TRUNCATE deliveries, addresses CASCADE")))
    await database.do(lambda s: s.execute(text(ADDRESS), {"session": session_id, "out": out}))


async def test_a_change_is_told_once_to_the_phone_of_who_agreed(
    own_database: Database, sender: NoticeSender, sms: SmsBox
) -> None:
    citizen, phone, _ = await citizen_who(own_database, "web")
    for _ in range(3):
        await note(own_database, citizen, "application:1:approved")
        await sender.send_due()
    assert [(message.to, "x-42" in message.text) for message in sms.messages] == [(phone, True)]
    assert await states(own_database) == ["sent"]


async def test_who_said_no_and_who_was_not_asked_hear_nothing(
    own_database: Database, sender: NoticeSender, sms: SmsBox
) -> None:
    refused, _, _ = await citizen_who(own_database, "web", agrees=False)
    unasked = await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))
    await note(own_database, refused, "a")
    await note(own_database, unasked.id, "b")
    await sender.send_due()
    assert not sms.messages
    assert await states(own_database) == ["not_wanted"] * 2


async def test_who_agreed_on_whatsapp_is_told_there_through_the_gateways_deliveries(
    own_database: Database, sender: NoticeSender, sms: SmsBox
) -> None:
    citizen, _, session_id = await citizen_who(own_database, "whatsapp")
    await whatsapp(own_database, session_id)
    await note(own_database, citizen, "a")
    await sender.send_due()
    ((told, words),) = await deliveries(own_database)
    assert told == session_id
    assert "x-42" in words
    assert not sms.messages


async def test_who_opted_out_of_whatsapp_is_told_by_text_message(
    own_database: Database, sender: NoticeSender, sms: SmsBox
) -> None:
    citizen, phone, session_id = await citizen_who(own_database, "whatsapp")
    await whatsapp(own_database, session_id, out=True)
    await note(own_database, citizen, "a")
    await sender.send_due()
    assert await deliveries(own_database) == []
    assert [message.to for message in sms.messages] == [phone]


async def test_a_notice_is_noted_only_if_the_change_is(own_database: Database, sender: NoticeSender) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")

    async def change(session: AsyncSession) -> None:
        await tell(session, citizen, "a", MESSAGE, **WORDS)
        raise NotFound

    with pytest.raises(NotFound):
        await own_database.do(change)
    assert await states(own_database) == []


async def test_when_the_message_gateway_is_down_the_notice_waits(
    own_database: Database, sender: NoticeSender, sms: SmsBox
) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")
    await note(own_database, citizen, "a")
    sms.failures.append(OutsideUnavailable())
    assert await sender.send_due() == 0
    assert await states(own_database) == ["pending"]
    assert await sender.send_due() == 0
    await own_database.do(lambda s: s.execute(text("UPDATE notices SET not_before = now()")))
    assert await sender.send_due() == 1
    assert len(sms.messages) == 1


async def test_a_notice_that_never_gets_through_ends(own_database: Database, sender: NoticeSender, sms: SmsBox) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")
    await note(own_database, citizen, "a")
    for _ in range(12):
        sms.failures.append(OutsideUnavailable())
        await sender.send_due()
        await own_database.do(lambda s: s.execute(text("UPDATE notices SET not_before = now()")))
    assert await states(own_database) == ["failed"]


async def test_a_refused_notice_is_not_tried_again(own_database: Database, sender: NoticeSender, sms: SmsBox) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")
    await note(own_database, citizen, "a")
    sms.failures.append(RefusedThere("bad_number"))
    await sender.send_due()
    assert await states(own_database) == ["failed"]


async def test_several_senders_at_once_tell_each_notice_once(own_database: Database, sms: SmsBox) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")
    for number in range(12):
        await note(own_database, citizen, f"n{number}")
    senders = [NoticeSender(own_database, sms) for _ in range(4)]
    counts = await asyncio.gather(*(one.send_due() for one in senders))
    assert sum(counts) == 12
    assert len(sms.messages) == 12


async def test_what_a_dead_sender_had_taken_is_told_later_and_once(own_database: Database, sms: SmsBox) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")
    await note(own_database, citizen, "a")

    class Dies(SmsBox):
        async def send(self, message: object) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await NoticeSender(own_database, Dies()).send_due()
    assert await NoticeSender(own_database, sms).send_due() == 0
    await own_database.do(lambda s: s.execute(text("UPDATE notices SET not_before = now()")))
    assert await NoticeSender(own_database, sms).send_due() == 1


async def test_details_have_their_words_in_the_citizens_language(
    own_database: Database, sender: NoticeSender, sms: SmsBox
) -> None:
    citizen, _, _ = await citizen_who(own_database, "web")
    details = {"code_hi": "मंज़ूर", "code_en": "approved", "minutes": "9"}
    await own_database.do(lambda s: service.tell(s, citizen, "a", MESSAGE, **details))
    await sender.send_due()
    assert "approved" in sms.messages[0].text
