"""What citizens say and hear is in the database for whoever has the key, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

from cryptography.fernet import Fernet

from channels.conversation.due import DueTurns
from channels.vault import Vault
from channels.wording import say
from supervisor.system import System
from tests.channels.serving import Client, Served
from tests.channels.whatsapp import desk
from tests.kept import in_clear, opened
from tests.peers.bot import FakeBot

SAID, HEARD = "Zuqmarvella", "part 2"
LOST = Vault(Fernet.generate_key().decode())


def holding(tables: dict[str, str], word: str) -> set[str]:
    return {name for name, text in tables.items() if word in text}


async def test_a_dump_of_what_was_said_on_the_web_tells_nobody_a_word(
    citizen: Client, served: Served, servers: System, keys: str
) -> None:
    for words in (f"my name is {SAID}", "many"):
        await citizen.say(words)
    await citizen.post({"id": "later", "text": f"again {SAID}"}, path="/chat/messages")
    assert len(await citizen.events(5)) == 5
    clear, tables = in_clear(servers.database_url), opened(servers.database_url, keys)
    assert (holding(clear, SAID), holding(clear, HEARD)) == (set(), set())
    assert holding(tables, SAID) >= {"inbox", "outbox"}
    assert "outbox" in holding(tables, HEARD)


async def test_a_dump_of_what_was_said_on_whatsapp_tells_nobody_a_word(servers: System) -> None:
    async with desk.desk(servers) as whatsapp:
        user, keys = desk.citizen("meta"), whatsapp.served.here.settings.vault_key.get_secret_value()
        said, heard = f"{SAID} ki chhat", f"echo: {SAID}"
        await whatsapp.meta.say(user, said)
        await whatsapp.meta.answers(user, 1)
        await whatsapp.meta.say(user, "many")
        await whatsapp.meta.answers(user, 2)
        clear, tables = in_clear(servers.database_url), opened(servers.database_url, keys)
    assert [holding(clear, word) for word in (said, heard, HEARD)] == [set(), set(), set()]
    assert holding(tables, said) == {"inbox", "outbox", "deliveries"}
    assert holding(tables, HEARD) == {"outbox", "deliveries"}


async def waits(served: Served, session: str, *, gathers: bool, sealed: bytes) -> None:
    """A message of which nobody has begun the turn."""
    await served.here.database.rows(
        "INSERT INTO inbox (session_id, provider, message_id, channel, kind, value, correlation_id, received_at,"
        " waited_for, gathers) VALUES (%(session)s, 'web', %(id)s, 'web', 'text', %(sealed)s, gen_random_uuid(),"
        " now() - interval '9 s', false, %(gathers)s)",
        {"session": session, "id": uuid4().hex, "sealed": sealed, "gathers": gathers},
    )


async def answered(served: Served) -> None:
    turns = DueTurns(served.here.conversations, at_once=100, quiet_s=0, left_after_s=2, interval_s=1)
    await turns.begin()
    await turns.ended()


async def test_a_message_that_no_key_opens_gets_an_apology_and_the_next_one_its_answer(
    citizen: Client, served: Served, bot: FakeBot
) -> None:
    session = served.here.tokens.session(citizen.token)
    await waits(served, session, gathers=False, sealed=LOST.seal("lost"))
    await waits(served, session, gathers=False, sealed=served.here.vault.seal("next"))
    for _ in range(2):
        await answered(served)
    [apology, echo] = await citizen.events(2)
    assert say("bot_unavailable", "hi") in apology["data"]
    assert "echo: next" in echo["data"]
    assert bot.values == ["next"]


async def test_of_a_burst_with_a_part_that_no_key_opens_nothing_is_guessed(
    citizen: Client, served: Served, bot: FakeBot
) -> None:
    session = served.here.tokens.session(citizen.token)
    await waits(served, session, gathers=True, sealed=served.here.vault.seal("first"))
    await waits(served, session, gathers=True, sealed=LOST.seal("lost"))
    await answered(served)
    assert [say("bot_unavailable", "hi") in event["data"] for event in await citizen.events(1)] == [True]
    assert await served.here.conversations.repository.claim(session) is None
    assert bot.values == []


async def test_in_place_of_a_reply_that_no_key_opens_stands_an_apology(citizen: Client, served: Served) -> None:
    await citizen.say("first", id="first")
    session = served.here.tokens.session(citizen.token)
    lost = {"session": session, "sealed": LOST.seal("{}")}
    await served.here.database.rows("UPDATE outbox SET reply = %(sealed)s WHERE session_id = %(session)s", lost)
    assert await served.here.conversations.repository.asks(session) is None
    await citizen.say("second")
    events = await citizen.events(2)
    assert [say("bot_unavailable", "hi") in event["data"] for event in events] == [True, False]
    assert [reply["meta"]["kind"] for reply in await citizen.say("first", id="first")] == ["error"]


async def test_what_cannot_be_compared_any_more_is_a_conflict(citizen: Client, served: Served) -> None:
    await citizen.say("first", id="first")
    for value in (LOST.seal("first"), None):
        values = {"session": served.here.tokens.session(citizen.token), "value": value}
        await served.here.database.rows("UPDATE inbox SET value = %(value)s WHERE session_id = %(session)s", values)
        assert (await citizen.post({"id": "first", "text": "first"}))[0] == 409


async def test_a_message_is_sealed_once_and_opened_by_nobody_while_its_answer_is_waited_for(
    citizen: Client, served: Served
) -> None:
    counted = Counting(served.here.settings.vault_key.get_secret_value())
    served.here.conversations.repository._vault = counted
    await citizen.say("hello")
    await citizen.say("many")
    assert (counted.sealed, counted.unsealed) == (2 + 1 + 3, 0)


class Counting(Vault):
    """Knows how often it was used."""

    sealed = unsealed = 0

    def seal(self, value: str) -> bytes:
        return self.seal_bytes(value.encode())

    def seal_bytes(self, content: bytes) -> bytes:
        self.sealed += 1
        return super().seal_bytes(content)

    def open(self, sealed: bytes) -> str:
        self.unsealed += 1
        return super().open(sealed)
