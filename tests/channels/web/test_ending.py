from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.signing import SessionTokens
from tests.channels.serving import Client, Served

TABLES = ("sessions WHERE id", "leases WHERE session_id", "inbox WHERE session_id", "outbox WHERE session_id",
          "identifiers WHERE session_id", "feedback WHERE session_id", "documents WHERE session_id")  # fmt: skip


async def ended(citizen: Client) -> int:
    headers = {"Authorization": f"Bearer {citizen.token}"}
    async with citizen.http.delete(f"{citizen.url}/chat/sessions", headers=headers) as answer:
        return answer.status


async def left(served: Served, session: str) -> dict[str, int]:
    found = {}
    for table in TABLES:
        rows = await served.here.database.rows(f"SELECT count(*) FROM {table} = %(session)s", {"session": session})
        found[table.split()[0]] = rows[0][0]
    return found


async def talked(citizen: Client, served: Served) -> str:
    """A session with something in every table; its id."""
    here = served.here
    session = here.tokens.session(citizen.token)
    [reply] = await citizen.say("my phone is 9876543210")
    opinion: dict[str, Any] = {"reply_id": reply["id"], "rating": "up"}
    await citizen.post(opinion, path="/chat/feedback")
    for name, state in (("kept", "kept"), ("handed-in", "attached")):
        await here.database.rows(
            "INSERT INTO documents (reference, session_id, kind, file_name, file_key, media_type, size, state) "
            f"VALUES (%(id)s, %(session)s, 'photo', %(id)s, '', 'image/png', 1, '{state}')",
            {"id": f"{session}-{name}", "session": session},
        )
    return session


async def test_after_the_end_only_papers_that_were_handed_in_are_left(citizen: Client, served: Served) -> None:
    session = await talked(citizen, served)
    assert all((await left(served, session)).values())
    assert await ended(citizen) == 204
    assert await left(served, session) == {table.split()[0]: 0 for table in TABLES} | {"documents": 1}


async def test_the_bots_memory_of_it_goes_too(citizen: Client, served: Served) -> None:
    session = await talked(citizen, served)
    statement = "SELECT conversation FROM sessions WHERE id = %(session)s"
    [(conversation,)] = await served.here.database.rows(statement, {"session": session})
    await served.here.redis.set(f"tracker:{conversation}", "slots")
    await served.here.database.rows(
        "INSERT INTO dialogues (conversation, sealed) VALUES (%(id)s, '')", {"id": conversation}
    )
    await ended(citizen)
    assert await served.here.redis.get(f"tracker:{conversation}") is None
    rows = await served.here.database.rows("SELECT 1 FROM dialogues WHERE conversation = %(id)s", {"id": conversation})
    assert rows == []


async def test_whoever_has_ended_it_needs_a_new_session(citizen: Client) -> None:
    assert [await ended(citizen), await ended(citizen)] == [204, 204]
    status, body = await citizen.post({"id": "a", "text": "hello"})
    assert (status, body["code"]) == (401, "session_expired")


async def test_what_was_said_in_a_session_that_has_expired_can_be_deleted_too(
    citizen: Client, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await talked(citizen, served)
    monkeypatch.setattr(served.here, "tokens", SessionTokens(served.here.settings.signing_key.get_secret_value(), -1))
    assert (await citizen.post({"id": "a", "text": "hello"}))[0] == 401
    assert await ended(citizen) == 204
    assert (await left(served, session))["inbox"] == 0


async def test_nobody_ends_a_session_without_its_token(citizen: Client, served: Served) -> None:
    session = await talked(citizen, served)
    citizen.token = "A" * 22 + ".aaaaaa." + "A" * 43
    assert await ended(citizen) == 401
    assert all((await left(served, session)).values())


async def test_an_answer_on_its_way_comes_before_the_end(citizen: Client, served: Served) -> None:
    session = served.here.tokens.session(citizen.token)
    asking = asyncio.create_task(citizen.say("wait 0.5"))
    await asyncio.sleep(0.2)
    assert await ended(citizen) == 204
    assert (await asking)[0]["text"] == "echo: wait 0.5"
    assert (await left(served, session))["outbox"] == 0


async def test_other_conversations_stay_as_they_were(citizen: Client, served: Served) -> None:
    other = await Client(served.client.http, served.client.url).open()
    session = await talked(other, served)
    await ended(citizen)
    assert all((await left(served, session)).values())
