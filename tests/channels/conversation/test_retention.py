from __future__ import annotations

from channels.conversation.retention import forget
from channels.database import Row
from tests.channels.serving import Served


async def test_old_messages_and_expired_sessions_are_forgotten(served: Served) -> None:
    citizen = await served.client.open()
    await citizen.say("call 9876543210")
    await citizen.say("new", id="new")
    session = served.here.tokens.session(citizen.token)

    async def kept(table: str) -> list[Row]:
        return await served.here.database.rows(f"SELECT 1 FROM {table} WHERE session_id = %(id)s", {"id": session})

    age = "UPDATE inbox SET received_at = now() - interval '31 days' WHERE session_id = %(id)s AND reference <> 'new'"
    await served.here.database.rows(age, {"id": session})
    await forget(served.here.database, days=30)
    assert [len(await kept(table)) for table in ("inbox", "outbox", "identifiers")] == [1, 1, 1]

    await served.here.database.rows("UPDATE sessions SET expires_at = now() WHERE id = %(id)s", {"id": session})
    await forget(served.here.database, days=30)
    assert [len(await kept(table)) for table in ("inbox", "leases", "identifiers")] == [1, 0, 0]


async def test_a_session_with_an_unanswered_message_waits(served: Served) -> None:
    citizen = await served.client.open()
    session = served.here.tokens.session(citizen.token)
    await citizen.say("hello")
    await served.here.database.rows("DELETE FROM outbox WHERE session_id = %(id)s", {"id": session})
    await served.here.database.rows("UPDATE inbox SET answered_at = NULL WHERE session_id = %(id)s", {"id": session})
    await served.here.database.rows("UPDATE sessions SET expires_at = now() WHERE id = %(id)s", {"id": session})
    await forget(served.here.database, days=30)
    assert await served.here.database.rows("SELECT 1 FROM sessions WHERE id = %(id)s", {"id": session})
    await served.here.conversations.take_up(session, "worker")
