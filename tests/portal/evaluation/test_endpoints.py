from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from channels.conversation.core import named_session
from portal.citizens import service as citizens
from portal.payments.service import Bill
from portal.proof import origins
from portal.proof.service import Outcome
from supervisor.system import System
from tests.channels.serving import Served, serving, settings_for
from tests.peers.bot import TOKEN
from tests.portal import made

GIVEN = {"name": "Kamla Test"}


async def ask(served: Served, deed: str, token: str = TOKEN, **body: Any) -> tuple[int, Any]:
    return await served.client.post(body, path=f"/internal/evaluation/{deed}", token=token)


def session_of(served: Served, conversation: str) -> str:
    return named_session(served.here.settings.signing_key.get_secret_value(), conversation)


async def prepared(served: Served, phone: str, channel: str = "web", **given: Any) -> str:
    """A conversation before which this exists."""
    conversation = uuid4().hex
    whole = {"citizen": {**GIVEN, "phone": phone}, **given}
    assert await ask(served, "prepare", conversation=conversation, channel=channel, given=whole) == (200, {})
    return conversation


async def test_the_citizen_is_made_and_not_bound_on_the_web(served: Served) -> None:
    phone = made.phone()
    conversation = await prepared(served, phone)
    portal = served.here.portal
    citizen = await portal.database.do(lambda s: citizens.at_address(s, "phone", phone))
    assert citizen is not None
    assert citizen.name == "Kamla Test"
    session = session_of(served, conversation)
    assert await portal.database.do(lambda s: origins.phone_of(s, session)) is None


@pytest.mark.parametrize("channel", ["voice", "whatsapp"])
async def test_who_calls_or_writes_does_so_from_the_phone(served: Served, channel: str) -> None:
    phone = made.phone()
    session = session_of(served, await prepared(served, phone, channel))
    assert await served.here.portal.database.do(lambda s: origins.phone_of(s, session)) == phone


async def test_the_code_sent_last_is_read_and_expires(served: Served) -> None:
    phone = made.phone()
    conversation = await prepared(served, phone)
    assert await ask(served, "last-code", conversation=conversation) == (200, {"code": None})
    session, proofs = session_of(served, conversation), served.here.portal.proofs
    await proofs.send_to_phone(session, phone, "hi")
    status, answer = await ask(served, "last-code", conversation=conversation)
    assert (status, len(answer["code"])) == (200, 6)
    assert await ask(served, "expire-codes", conversation=conversation) == (200, {})
    assert await proofs.check(session, answer["code"]) is Outcome.EXPIRED
    assert (await ask(served, "last-code", conversation=conversation))[1] == answer


async def test_a_code_that_went_to_nobody_was_not_sent(served: Served) -> None:
    conversation = await prepared(served, made.phone())
    session = session_of(served, conversation)
    await served.here.portal.proofs.send_to_owner(session, "application:1", None, "hi")
    assert await ask(served, "last-code", conversation=conversation) == (200, {"code": None})


async def test_after_a_night_the_session_has_ended_and_nothing_is_proven(served: Served) -> None:
    phone = made.phone()
    conversation = await prepared(served, phone)
    session, proofs = session_of(served, conversation), served.here.portal.proofs
    await proofs.send_to_phone(session, phone, "hi")
    _, answer = await ask(served, "last-code", conversation=conversation)
    assert await proofs.check(session, answer["code"]) is Outcome.PROVEN
    bot_conversation = text("SELECT conversation FROM sessions WHERE id = :id")
    run = served.here.portal.database.do
    before = await run(lambda s: s.scalar(bot_conversation, {"id": session}))
    assert await ask(served, "new-day", conversation=conversation) == (200, {})
    assert await proofs.citizen(session) is None
    await served.client.turn(conversation, text="नमस्ते")
    assert await run(lambda s: s.scalar(bot_conversation, {"id": session})) != before


async def test_the_fee_asked_for_last_is_paid_fails_and_is_refunded(served: Served) -> None:
    phone, portal = made.phone(), served.here.portal
    conversation = await prepared(served, phone)
    assert (await ask(served, "fee", conversation=conversation, kind="paid"))[0] == 404
    session = session_of(served, conversation)
    await portal.proofs.send_to_phone(session, phone, "hi")
    code = (await ask(served, "last-code", conversation=conversation))[1]["code"]
    assert await portal.proofs.check(session, code) is Outcome.PROVEN
    citizen = await portal.proofs.citizen(session)
    assert citizen is not None
    bill = Bill(citizen, f"26{phone[-8:]}", "income_certificate", 20)
    await portal.payments.ask(bill, f"fee:{conversation}")
    for kind, state in (("failed", "failed"), ("paid", "paid"), ("refunded", "refunded")):
        assert await ask(served, "fee", conversation=conversation, kind=kind) == (200, {})
        payment = await portal.payments.of_application(bill.application)
        assert payment is not None
        assert payment.state == state
    assert (await ask(served, "fee", conversation=conversation, kind="lost"))[0] == 422


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_sample_paper_is_sent_in_the_session(served: Served, kind: str) -> None:
    conversation = await prepared(served, made.phone())
    status, answer = await ask(served, "paper", conversation=conversation, kind=kind)
    assert (status, answer["token"].split(":")[0]) == (200, f"<{kind}")
    reference = answer["token"].split(":")[1].rstrip(">")
    standing = await served.here.portal.documents.standing(session_of(served, conversation), None, [reference])
    assert standing == {reference: "kept"}


async def test_what_was_answered_is_found_by_the_providers_name_of_the_message(served: Served) -> None:
    nothing: dict[str, Any] = {"session": None, "replies": []}
    assert await ask(served, "answers", provider="internal", message="unknown") == (200, nothing)
    conversation = uuid4().hex
    await served.client.turn(conversation, id="m1", text="नमस्ते")
    await served.client.turn(conversation, id="m2", text="फिर")
    session = session_of(served, conversation)
    status, one = await ask(served, "answers", provider="internal", message=f"{session}:m1")
    assert (status, one["session"], [reply["text"] for reply in one["replies"]]) == (200, session, ["echo: नमस्ते"])
    _, both = await ask(served, "answers", provider="internal", message=session)
    assert [reply["text"] for reply in both["replies"]] == ["echo: नमस्ते", "echo: फिर"]


async def test_a_conversation_may_be_named_by_its_session(served: Served) -> None:
    conversation = await prepared(served, made.phone())
    session = session_of(served, conversation)
    assert await ask(served, "last-code", session=session) == (200, {"code": None})
    assert (await ask(served, "last-code", session=session, conversation=conversation))[0] == 422


async def test_what_an_evaluation_before_left_is_made_anew(served: Served) -> None:
    phone = made.phone()
    await prepared(served, phone)
    database = served.here.portal.database
    first = await database.do(lambda s: citizens.at_address(s, "phone", phone))
    await prepared(served, phone)
    second = await database.do(lambda s: citizens.at_address(s, "phone", phone))
    assert first is not None
    assert second is not None
    assert first.id != second.id


async def test_a_phone_that_is_none_is_told_and_makes_nothing(served: Served) -> None:
    given = {"citizen": {"phone": "123"}}
    status, problem = await ask(served, "prepare", conversation="c", channel="web", given=given)
    assert (status, problem["code"]) == (422, "not_a_phone")
    assert set(problem["message"]) == {"hi", "en"}


@pytest.mark.parametrize("deed", ["prepare", "answers", "last-code", "expire-codes", "new-day", "fee", "paper"])
async def test_without_the_token_nothing_is_done(served: Served, deed: str) -> None:
    assert (await ask(served, deed, token="wrong", conversation="c"))[0] == 401


@pytest.mark.parametrize("deed", ["prepare", "answers", "last-code", "expire-codes", "new-day", "fee", "paper"])
async def test_in_production_it_does_not_exist(servers: System, deed: str) -> None:
    secrets = {"internal_token": "t0ken-" * 8, "signing_key": "s1gning-" * 8, "vault_key": KEY}
    async with serving(settings_for(servers, "http://127.0.0.1:9", environment="production", **secrets)) as running:
        assert (await ask(running, deed, token=secrets["internal_token"], conversation="c"))[0] == 404


KEY = "dGVzdC1vbmx5LXZhdWx0LWtleS0zMi1ieXRlcy1sb24="
