from __future__ import annotations

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select, text

from channels.vault import Vault
from portal import sealed
from portal.citizens import service as citizens
from portal.citizens.models import ChannelAddress
from portal.database import Database
from portal.outside.sms import EmbeddedSms, Message
from portal.rotation import rotate
from tests.portal import made
from tests.portal.conftest import KEY

NEW = Fernet.generate_key().decode()


async def test_after_rotation_the_old_key_is_not_needed_any_more(own_database: Database) -> None:
    database, phone = own_database, made.phone()
    made_first = await database.do(lambda s: citizens.at_address_or_new(s, "phone", phone, name="Rukmini"))
    await EmbeddedSms(database, production=False).send(Message(phone, "words", "notice", "k1"))
    sealed.unlock(f"{NEW},{KEY}")
    assert (await rotate(database))["citizens"] == 1
    sealed.unlock(NEW)
    found = await database.do(lambda s: citizens.at_address(s, "phone", phone))
    assert found is not None
    assert (found.id, found.name) == (made_first.id, "Rukmini")
    assert await EmbeddedSms(database, production=False).sent("k1") == "words"


DIALOGUE = "INSERT INTO dialogues (conversation, sealed) VALUES (:id, :sealed)"
ADDRESS = "INSERT INTO addresses (session_id, provider, account, sealed) VALUES (:id, 'meta', 'us', :sealed)"
SEALED = (
    "SELECT sealed FROM dialogues WHERE conversation = :id",
    "SELECT sealed FROM addresses WHERE session_id = :id",
)


async def test_dialogues_and_whatsapp_addresses_are_rotated_too(own_database: Database) -> None:
    session_id = await made.session(own_database, "whatsapp")
    values = {"id": session_id, "sealed": Vault(KEY).seal("words")}
    for statement in (DIALOGUE, ADDRESS):
        await own_database.do(lambda s, statement=statement: s.execute(text(statement), values))  # type: ignore[misc]
    sealed.unlock(f"{NEW},{KEY}")
    await rotate(own_database)
    for statement in SEALED:
        row = await own_database.do(lambda s, statement=statement: s.scalar(text(statement), values))  # type: ignore[misc]
        assert Vault(NEW).open(bytes(row)) == "words"


async def test_before_rotation_rows_of_the_old_key_are_read_and_found(own_database: Database) -> None:
    phone = made.phone()
    made_first = await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", phone, name="Rukmini"))
    sealed.unlock(f"{NEW},{KEY}")
    found = await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", phone))
    assert (found.id, found.name) == (made_first.id, "Rukmini")


async def test_without_its_key_nothing_can_be_read(own_database: Database) -> None:
    await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone(), name="Rukmini"))
    sealed.unlock(NEW)
    with pytest.raises(InvalidToken):
        await own_database.do(lambda s: s.scalar(select(ChannelAddress.value)))


async def test_many_rows_are_rotated_in_portions(own_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.rotation._AT_ONCE", 3)
    for _ in range(8):
        await own_database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone(), name="x"))
    assert (await rotate(own_database))["citizens"] == 8
