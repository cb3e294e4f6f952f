"""Nobody sees another's case: guessed numbers, guessed codes, codes of somebody else."""

from typing import Any

import pytest
from sqlalchemy import update

from portal.base import now
from portal.proof.models import OneTimeCode
from portal.services import Portal
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone, wrong
from tests.actions.tasks.cases import application, complaint, proven

SECRETS = ("मंज़ूर", "Zuqmarven", "जाति प्रमाण", "स्तर")


def reveals(answer: Answer) -> list[str]:
    return [secret for secret in SECRETS if secret in answer.reply["text"]]


async def said_of(talk: Talk, number: str, intent: str) -> list[dict[str, Any]]:
    """Everything that who guesses a number gets to hear."""
    turns = [(f"{number} का क्या हुआ", intent), ("123456", "inform"), ("नया कोड भेजो", "inform"), ("रहने दो", "inform")]
    return [(await talk.say(words, taken)).reply for words, taken in turns]


@pytest.mark.parametrize("case", [application, complaint])
async def test_a_case_that_is_and_one_that_is_not_sound_the_same(talk: Talk, portal: Portal, case: Any) -> None:
    number = await case(portal, phone())
    missing = f"{number[:-1]}{(int(number[-1]) + 1) % 10}"
    other = await Talk(talk.client, talk.database).open()
    intent = "complaint_status" if case is complaint else "application_status"
    assert await said_of(talk, number, intent) == await said_of(other, missing, intent)


async def test_a_code_cannot_be_guessed(talk: Talk, portal: Portal) -> None:
    await talk.say(await application(portal, phone(), status="approved"))
    code = await talk.code()
    for _ in range(5):
        answer = await talk.say(wrong(code))
        assert reveals(answer) == []
    assert reveals(await talk.say(code)) == []


@pytest.mark.parametrize("known", [True, False])
async def test_codes_for_one_number_are_limited_whoever_asks_and_whether_it_exists(
    talk: Talk, portal: Portal, known: bool
) -> None:
    number = await application(portal, phone(), status="approved") if known else "2600000001"
    kinds = []
    for _ in range(6):
        other = await Talk(talk.client, talk.database).open()
        kinds.append((await other.say(number)).kind)
    assert kinds == ["ask"] * 5 + ["error"]


async def test_an_expired_code_shows_nothing_and_a_new_one_goes_out(talk: Talk, portal: Portal) -> None:
    await talk.say(await application(portal, phone(), status="approved"))
    code = await talk.code()
    await talk.database.do(lambda s: s.execute(update(OneTimeCode).values(expires_at=now())))
    answer = await talk.say(code)
    assert (asks(answer), reveals(answer)) == ("otp", [])


async def test_a_code_opens_nothing_in_another_session(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="approved")
    thief = await Talk(talk.client, talk.database).open()
    await thief.say(number)
    await talk.say(number)
    assert reveals(await thief.say(await talk.code())) == []


async def test_a_code_that_was_used_is_worth_nothing_after_the_proof_has_ended(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="approved")
    await talk.say(number)
    code = await talk.code()
    assert reveals(await talk.say(code))
    await portal.proofs.revoke(talk.id)
    assert (await talk.say(number)).reply["meta"]["asks"] == "otp"
    assert reveals(await talk.say(code)) == []


async def test_who_is_proven_sees_no_case_of_another(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="approved")
    await proven(talk, phone())
    answer = await talk.say(number)
    assert (asks(answer), reveals(answer)) == ("otp", [])


async def test_the_code_of_ones_own_phone_does_not_open_anothers_case(talk: Talk, portal: Portal) -> None:
    await talk.say(await application(portal, phone(), status="approved"))
    await talk.say("मेरे बारे में क्या पता है", "my_data")
    await talk.say(phone())
    own = await talk.code()
    heard = [await talk.say(own), await talk.say(own), await talk.say("हाँ", "affirm"), await talk.say(own)]
    assert [reveals(answer) for answer in heard] == [[]] * 4


@pytest.mark.parametrize("words", ["स्थिति फिर से बताओ", "यह भी जोड़ दो कि मैं आया था"])
async def test_who_speaks_next_at_the_same_screen_sees_nothing_of_the_one_before(
    talk: Talk, portal: Portal, words: str
) -> None:
    await talk.say(await complaint(portal, phone(), level="L2"))
    assert reveals(await talk.say(await talk.code()))
    await portal.proofs.revoke(talk.id)
    answer = await talk.say(words, "complaint_status")
    assert (asks(answer), reveals(answer)) == ("otp", [])
