"""A citizen's own records, asked for and erased in the whole system."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import redis.asyncio

from supervisor.system import System
from tests.channels.serving import Client
from tests.kept import in_clear, opened
from tests.peers.bot import TOKEN

PHONE, NAME = "+919812345678", "Zuqmarven"


async def ask(citizen: Client, deed: str, **body: Any) -> Any:
    status, answer = await citizen.post(body, path=f"/internal/evaluation/{deed}", token=TOKEN)
    assert status == 200, answer
    return answer


async def prove(citizen: Client, conversation: str) -> tuple[str, dict[str, Any]]:
    """The code, and the reply to it."""
    given = {"citizen": {"phone": PHONE, "name": NAME}}
    await ask(citizen, "prepare", conversation=conversation, channel="web", given=given)
    await citizen.turn(conversation, text="what do you know about me")
    asked = (await citizen.turn(conversation, text=f"my number is {PHONE}"))["replies"][0]
    assert asked["meta"]["asks"] == "otp"
    code = (await ask(citizen, "last-code", conversation=conversation))["code"]
    return code, (await citizen.turn(conversation, text=code))["replies"][0]


async def bot_memory(system: System) -> str:
    async with redis.asyncio.from_url(system.redis_url, decode_responses=True) as client:
        return str([(key, await client.get(key)) async for key in client.scan_iter("*", _type="string")])


@pytest.mark.slow
async def test_who_a_citizen_is_stays_out_of_logs_metrics_the_bot_and_clear_columns(
    system: System, citizen: Client
) -> None:
    code, shown = await prove(citizen, uuid4().hex)
    assert NAME in shown["text"]
    async with citizen.http.get(f"{citizen.url}/metrics") as figures:
        places = {"metrics": await figures.text(), "bot": await bot_memory(system)}
    places |= {file.name: file.read_text(errors="replace") for file in (system.data / "log").iterdir()}
    assert {place for place, text in places.items() if NAME in text or PHONE[3:] in text or code in text} == set()
    clear = in_clear(system.database_url)
    assert {name for name, text in clear.items() if NAME in text or PHONE[3:] in text} == set()


@pytest.mark.slow
async def test_after_erasure_no_table_has_the_citizen(system: System, citizen: Client) -> None:
    conversation = uuid4().hex
    await prove(citizen, conversation)
    await citizen.turn(conversation, text="delete my data")
    done = (await citizen.turn(conversation, text="yes"))["replies"][0]
    assert done["meta"]["kind"] == "consent"
    tables = opened(system.database_url, system.environment["VAULT_KEY"])
    assert {name for name, text in tables.items() if NAME in text or PHONE[3:] in text} == set()
    again = (await citizen.turn(conversation, text="what do you know about me"))["replies"][0]
    assert again["meta"]["asks"] == "phone"


MATTER, CASE, WHY = "Zuqmarvella", "2611987650", "Xylofonabad"


@pytest.mark.slow
async def test_what_cases_are_about_stays_out_of_logs_metrics_the_bot_and_clear_columns(
    system: System, citizen: Client
) -> None:
    conversation = uuid4().hex
    application = {"number": CASE, "service": "income_certificate", "status": "rejected", "reason": WHY}
    given = {"citizen": {"phone": PHONE, "name": NAME}, "applications": [application]}
    await ask(citizen, "prepare", conversation=conversation, channel="web", given=given)
    told = f"complaint: the ration dealer {MATTER} gives short weight, my number is {PHONE}, block Bajag, Dindori"
    asked = (await citizen.turn(conversation, text=told))["replies"][-1]
    assert asked["meta"]["kind"] == "confirm", asked
    assert MATTER in asked["text"]
    lodged = (await citizen.turn(conversation, text="yes, send it"))["replies"][-1]
    assert lodged["meta"]["kind"] == "complaint", lodged
    number = next(word.rstrip(".") for word in lodged["text"].split() if word.rstrip(".").isdigit())
    await citizen.turn(conversation, text=f"what happened to my application {CASE}?")
    code = (await ask(citizen, "last-code", conversation=conversation))["code"]
    shown = (await citizen.turn(conversation, text=code))["replies"][-1]
    assert WHY in shown["text"]
    async with citizen.http.get(f"{citizen.url}/metrics") as figures:
        places = {"metrics": await figures.text(), "bot": await bot_memory(system)}
    places |= {file.name: file.read_text(errors="replace") for file in (system.data / "log").iterdir()}
    secrets = (MATTER, CASE, WHY, NAME, PHONE[3:], number, code)
    assert {(name, secret) for name, text in places.items() for secret in secrets if secret in text} == set()
    clear = in_clear(system.database_url)
    assert {(name, secret) for name, text in clear.items() for secret in secrets if secret in text} == set()
