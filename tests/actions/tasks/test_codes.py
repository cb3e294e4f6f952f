"""Codes that come too late, not at all, or cannot be sent for the moment."""

import pytest

from portal.database import Database
from portal.errors import Unavailable
from portal.proof.service import Proofs, expire_codes
from portal.services import Portal
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import application, calling


async def asked(talk: Talk, portal: Portal) -> Answer:
    """After the number of an application: the question for the code."""
    number = await application(portal, phone(), service="income_certificate", status="approved")
    return await talk.say(f"आवेदन {number} का क्या हुआ", "application_status")


@pytest.mark.parametrize(
    ("language", "told"),
    [("hi", ("मान्य नहीं", "समय निकल गया", "नया कोड")), ("en", ("expired", "no longer valid", "new code"))],
)
async def test_a_code_that_is_too_late_is_said_to_be_invalid_and_another_one_counts(
    talk: Talk, portal: Portal, database: Database, language: str, told: tuple[str, ...]
) -> None:
    await asked(talk, portal)
    late = await talk.code()
    await database.do(lambda session: expire_codes(session, talk.id))
    answer = await talk.say(late, language=language)
    assert asks(answer) == "otp"
    for words in told:
        assert words in answer.reply["text"]
    assert (await talk.say(await talk.code())).kind == "application_status"


@pytest.mark.parametrize(
    "words",
    ["नया कोड भेजिए", "कोड दोबारा भेज दीजिए", "ek aur code bhejo", "mera otp aaya hi nahi", "please resend",
     "send me a fresh code", "another OTP please", "the message did not come"],
)  # fmt: skip
async def test_another_code_is_asked_for_in_many_ways(talk: Talk, portal: Portal, words: str) -> None:
    await asked(talk, portal)
    first = await talk.code()
    assert asks(await talk.say(words, "emergency", sure=0.4)) == "otp"
    assert await talk.code() != first
    assert (await talk.say(await talk.code())).kind == "application_status"


async def test_a_code_told_beside_such_words_is_looked_at(talk: Talk, portal: Portal) -> None:
    await asked(talk, portal)
    assert (await talk.say(f"नया कोड आया है {await talk.code()}")).kind == "application_status"


async def test_after_the_status_the_talk_is_of_that_service(talk: Talk, portal: Portal) -> None:
    await asked(talk, portal)
    assert (await talk.say(await talk.code())).topic == "income_certificate"
    answer = await talk.say("यह कितने साल चलेगा", "ask_validity")
    assert (answer.topic, answer.reply["meta"]["section"]) == ("income_certificate", "validity")


@pytest.mark.parametrize("channel", ["web", "whatsapp"])
async def test_a_code_that_could_not_be_sent_is_sent_when_asked_for_again(
    talk: Talk, portal: Portal, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    async def fail(*_: object) -> None:
        raise Unavailable

    talk = talk if channel == "web" else (await calling(talk))[0]
    with monkeypatch.context() as patch:
        patch.setattr(Proofs, "send_to_owner", fail)
        assert (await asked(talk, portal)).kind == "error"
    assert asks(await talk.say("naya code bhejo", "emergency", sure=0.4)) == "otp"
    assert (await talk.say(await talk.code())).kind == "application_status"


async def test_a_number_that_could_not_be_looked_up_is_not_asked_for_again(
    talk: Talk, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr("portal.applications.service.Applications.find", fail)
        assert (await asked(talk, portal)).kind == "error"
    assert asks(await talk.say("अब बताइए क्या हुआ", "application_status")) == "otp"
