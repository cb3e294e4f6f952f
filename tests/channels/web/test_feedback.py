from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet

from channels.conversation.retention import forget
from channels.vault import Vault
from supervisor.system import System
from tests.channels.serving import Client, Served, serving, settings_for


async def judged(citizen: Client, **opinion: Any) -> int:
    headers = {"Authorization": f"Bearer {citizen.token}"}
    async with citizen.http.post(f"{citizen.url}/chat/feedback", json=opinion, headers=headers) as answer:
        return answer.status


async def kept(served: Served, reply: str) -> list[tuple[Any, ...]]:
    statement = "SELECT rating, reason, words, kind, topic, section, language FROM feedback WHERE reply_id = %(reply)s"
    return await served.here.database.rows(statement, {"reply": reply})


async def test_an_opinion_is_kept_with_what_the_reply_was_about(citizen: Client, served: Served) -> None:
    [reply] = await citizen.say("hello")
    assert await judged(citizen, reply_id=reply["id"], rating="up") == 204
    assert await kept(served, reply["id"]) == [("up", None, None, "answer", "ladli_behna", "summary", "hi")]


async def test_the_last_opinion_of_a_reply_counts(citizen: Client, served: Served) -> None:
    [reply] = await citizen.say("hello")
    await judged(citizen, reply_id=reply["id"], rating="up")
    await judged(citizen, reply_id=reply["id"], rating="down", reason="unclear", words="too long")
    [(rating, reason, words, *_)] = await kept(served, reply["id"])
    assert (rating, reason, words) == ("down", "unclear", "too long")


async def test_numbers_in_an_opinion_are_kept_nowhere(citizen: Client, served: Served) -> None:
    [reply] = await citizen.say("hello")
    words = "call 9876543210, aadhaar 2345 6789 0123\x00"
    await judged(citizen, reply_id=reply["id"], rating="down", words=words)
    [(_, _, found, *_)] = await kept(served, reply["id"])
    assert found == "call <phone:0>, aadhaar <aadhaar>"


async def test_only_replies_of_the_own_session_can_be_judged(citizen: Client, served: Served) -> None:
    [reply] = await citizen.say("hello")
    other = await Client(served.client.http, served.client.url).open()
    assert await judged(other, reply_id=reply["id"], rating="up") == 404
    assert await judged(citizen, reply_id="unknown", rating="up") == 404
    assert await kept(served, reply["id"]) == []


async def test_a_reply_that_no_key_opens_cannot_be_judged(citizen: Client, served: Served) -> None:
    [reply] = await citizen.say("hello")
    lost = {"id": reply["id"], "sealed": Vault(Fernet.generate_key().decode()).seal("{}")}
    await served.here.database.rows("UPDATE outbox SET reply = %(sealed)s WHERE reply_id = %(id)s", lost)
    assert await judged(citizen, reply_id=reply["id"], rating="up") == 404


@pytest.mark.parametrize(
    "opinion",
    [
        {"rating": "up"}, {"reply_id": "x"}, {"reply_id": "x", "rating": "so so"}, {"reply_id": "", "rating": "up"},
        {"reply_id": "x", "rating": "down", "reason": "other"}, {"reply_id": "x", "rating": "up", "words": "a" * 501},
    ],
)  # fmt: skip
async def test_a_malformed_opinion_is_refused(citizen: Client, opinion: dict[str, str]) -> None:
    assert await judged(citizen, **opinion) == 422


async def test_a_flood_of_opinions_is_turned_away(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, limit_messages_per_session=2)) as served:
        citizen = await served.client.open()
        [reply] = await citizen.say("hello")
        assert [await judged(citizen, reply_id=reply["id"], rating="up") for _ in range(3)] == [204, 204, 429]


async def test_opinions_are_forgotten_when_replies_are(citizen: Client, served: Served) -> None:
    [reply] = await citizen.say("hello")
    await judged(citizen, reply_id=reply["id"], rating="up")
    database = served.here.database
    await forget(database, 30)
    assert await kept(served, reply["id"])
    await database.rows(
        "UPDATE feedback SET created_at = now() - interval '31 days' WHERE reply_id = %(reply)s", {"reply": reply["id"]}
    )
    await forget(database, 30)
    assert await kept(served, reply["id"]) == []
