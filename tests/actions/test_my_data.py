"""Proof, consent and a citizen's own data, as one converses about them."""

import re
from typing import Any

import httpx
import pytest

from actions.tasks.store import Dialogues
from portal.citizens import facts
from portal.citizens import service as citizens
from portal.database import Database
from portal.privacy import consent
from portal.proof import origins
from tests.actions.talk import asks, call
from tests.actions.talking import Talk, phone, wrong


async def test_who_asks_what_is_known_is_asked_for_phone_and_code_first(talk: Talk, database: Database) -> None:
    mine = phone()
    await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}", name="Rampyari Test"))
    first = await talk.say("मेरे बारे में क्या पता है", "my_data")
    assert (first.kind, asks(first)) == ("ask", "phone")
    second = await talk.say(f"मेरा नंबर {mine} है")
    assert (second.kind, asks(second)) == ("ask", "otp")
    shown = await talk.say(await talk.code())
    assert "Rampyari Test" in shown.reply["text"]
    assert mine[-2:] in shown.reply["text"]
    assert mine not in shown.reply["text"]
    assert len(shown.reply["speech"]) <= 400
    assert shown.slots["last_reply"] is None


async def test_after_a_wrong_code_nothing_is_shown_and_the_code_is_asked_for_again(talk: Talk) -> None:
    await talk.say("what do you know about me", "my_data", language="en")
    await talk.say(phone(), language="en")
    answer = await talk.say(wrong(await talk.code()), language="en")
    assert (answer.kind, asks(answer)) == ("ask", "otp")
    assert "wrong" in answer.reply["text"]


async def test_a_code_said_digit_by_digit_counts(talk: Talk) -> None:
    await talk.say("mere baare me kya pata hai", "my_data")
    await talk.say(phone())
    words = ["shunya", "ek", "do", "teen", "chaar", "paanch", "chhah", "saat", "aath", "nau"]
    answer = await talk.say(" ".join(words[int(digit)] for digit in await talk.code()))
    assert asks(answer) is None
    assert answer.kind == "answer"


@pytest.mark.parametrize("around", ["otp no {} hai", "ek baar phir {}"])
async def test_words_beside_a_written_code_are_none_of_its_digits(talk: Talk, around: str) -> None:
    await talk.say("mere baare me kya pata hai", "my_data")
    await talk.say(phone())
    answer = await talk.say(around.format(await talk.code()))
    assert (asks(answer), answer.kind) == (None, "answer")


async def test_another_code_is_sent_when_none_came(talk: Talk) -> None:
    await talk.say("मेरा डेटा दिखाओ", "my_data")
    await talk.say(phone())
    first = await talk.code()
    again = await talk.say("कोड नहीं आया, नया कोड भेजो")
    assert asks(again) == "otp"
    second = await talk.code()
    assert (await talk.say(second)).kind == "answer"
    assert re.fullmatch(r"\d{6}", first)


async def test_who_calls_from_a_phone_is_not_asked_for_its_number(talk: Talk, database: Database) -> None:
    mine = f"+91{phone()}"
    await database.do(lambda s: origins.bind(s, talk.id, "phone", mine))
    answer = await talk.say("मेरे बारे में क्या पता है", "my_data")
    assert asks(answer) == "otp"


async def test_data_is_deleted_after_proof_and_a_yes(talk: Talk, database: Database) -> None:
    mine = phone()
    await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}", name="X"))
    await talk.say("मेरा डेटा हटाओ", "my_data")
    asked = await talk.prove(mine)
    assert (asked.kind, asks(asked)) == ("confirm", "confirmation")
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))
    done = await talk.say("हाँ", "affirm")
    assert done.kind == "consent"
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}")) is None


async def test_data_stays_after_proof_and_a_no(talk: Talk, database: Database) -> None:
    mine = phone()
    await talk.say("delete my data", "my_data", language="en")
    await talk.prove(mine)
    await talk.say("no", "deny", language="en")
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))


async def test_once_proven_nobody_is_asked_again_in_the_session(talk: Talk) -> None:
    await talk.say("मेरे बारे में क्या पता है", "my_data")
    await talk.prove(phone())
    assert (await talk.say("मेरे बारे में क्या पता है", "my_data")).kind == "answer"


async def test_facts_are_kept_for_the_next_time_after_a_yes_and_proof(talk: Talk, database: Database) -> None:
    mine = phone()
    asked = await talk.say("मेरी उम्र और जिला अगली बार के लिए याद रखना", "my_data")
    assert (asked.kind, asks(asked)) == ("consent", "consent")
    await talk.say("हाँ", "affirm")
    assert "क्या याद रखना" in (await talk.prove(mine)).reply["text"]
    done = await talk.say("उम्र 45 साल, जिला सीहोर")
    assert done.kind == "consent"
    citizen = await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))
    assert citizen is not None
    assert await database.do(lambda s: facts.kept(s, citizen.id)) == {"age": 45, "district": "sehore"}
    assert await database.do(lambda s: consent.answer(s, "elsewhere", "records", citizen.id)) is True


async def kept_of(database: Database, mobile: str) -> dict[str, Any]:
    citizen = await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mobile}"))
    assert citizen is not None
    return await database.do(lambda s: facts.kept(s, citizen.id))


async def test_what_is_told_with_the_wish_is_kept(talk: Talk, database: Database) -> None:
    mine = phone()
    await talk.say("मैं 67 साल का हूँ, जिला सीहोर, यह अगली बार के लिए याद रखना", "my_data")
    await talk.say("हाँ", "affirm")
    assert "याद रखूँगा" in (await talk.prove(mine)).reply["text"]
    assert await kept_of(database, mine) == {"age": 67, "gender": "male", "district": "sehore"}


async def test_who_agreed_to_be_remembered_is_not_asked_again(talk: Talk, database: Database) -> None:
    mine = phone()
    await talk.say("remember for next time that I am 45 years old", "my_data")
    await talk.say("yes", "affirm")
    await talk.prove(mine)
    answer = await talk.say("जिला सीहोर भी याद रखना", "my_data")
    assert (answer.kind, asks(answer)) == ("consent", None)
    assert await kept_of(database, mine) == {"age": 45, "district": "sehore"}


async def test_what_is_told_of_another_is_not_kept_as_ones_own(talk: Talk, database: Database) -> None:
    mine = phone()
    await talk.say("मेरी माँ 70 साल की हैं, यह अगली बार के लिए याद रखना", "my_data")
    await talk.say("हाँ", "affirm")
    await talk.prove(mine)
    assert await kept_of(database, mine) == {}


async def test_what_was_kept_is_known_after_proof_in_another_conversation(
    talk: Talk, client: httpx.AsyncClient, database: Database, dialogues: Dialogues
) -> None:
    mine = phone()
    citizen = await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}"))
    await database.do(lambda s: facts.keep(s, citizen.id, {"age": 41}))
    await talk.say("मेरे बारे में क्या पता है", "my_data")
    await talk.prove(mine)
    dialogue = await dialogues.load(talk.conversation)
    assert dialogue.facts == {"age": 41}
    assert dialogue.citizen == str(citizen.id)


@pytest.mark.parametrize("words", ["नहीं", "नहीं छोड़िए, रहने दीजिए"])
async def test_who_refuses_is_kept_nowhere_and_may_ask_on(talk: Talk, words: str) -> None:
    await talk.say("मेरी उम्र याद रख लो", "my_data")
    answer = await talk.say(words, "deny")
    assert answer.kind == "consent"
    assert asks(answer) is None
    answer = await talk.say("लाड़ली बहना में कितना मिलता है", "ask_benefits")
    assert answer.kind == "answer"


async def test_refusing_forgets_what_was_told_too(talk: Talk, dialogues: Dialogues) -> None:
    await talk.say("main 35 saal ki hun", "inform", entities={"age": 35.0})
    assert (await dialogues.load(talk.conversation)).facts == {"age": 35.0, "gender": "female"}
    await talk.say("meri umar yaad rakh lo", "my_data")
    assert (await talk.say("nahi", "deny")).kind == "consent"
    assert (await dialogues.load(talk.conversation)).facts == {}


async def test_a_wish_not_to_be_remembered_is_kept_as_a_refusal(talk: Talk, database: Database) -> None:
    await talk.say("do not save what I told you", "my_data", language="en")
    assert await database.do(lambda s: consent.answer(s, talk.id, "records")) is False


async def test_a_question_about_privacy_is_answered_without_proof(talk: Talk) -> None:
    answer = await talk.say("is my information sold", "my_data", language="en")
    assert answer.kind == "consent"
    assert "sold to nobody" in answer.reply["text"]


async def test_without_a_session_the_citizen_hears_that_it_does_not_work_now(
    client: httpx.AsyncClient, database: Database
) -> None:
    answer = await Talk(client, database).say("मेरा डेटा हटाओ", "my_data")
    assert answer.kind == "error"
    assert "181" in answer.reply["text"]


async def test_a_turn_that_is_run_again_sends_no_second_code_and_proves_once(talk: Talk) -> None:
    await talk.say("मेरे बारे में क्या पता है", "my_data")
    body = call("action_answer", await talk.masked(phone()), "inform", conversation=talk.conversation, engaged=True)
    first = (await talk.client.post("/webhook", json=body)).json()
    code = await talk.code()
    assert (await talk.client.post("/webhook", json=body)).json() == first
    assert await talk.code() == code


async def test_what_was_told_in_this_conversation_is_forgotten_without_proof(talk: Talk) -> None:
    await talk.say("मैं 35 साल की विधवा हूँ, मुझे क्या मिल सकता है", "recommend")
    answer = await talk.say("मेरी जानकारी मिटा दो", "my_data")
    assert answer.lead is not None
    assert "मिटा" in answer.lead["text"]
    assert asks(answer) == "phone"
    nothing_more = await talk.say("मेरी जानकारी मिटा दो", "my_data")
    assert nothing_more.lead is None
