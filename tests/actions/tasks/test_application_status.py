"""Where an application stands, as one converses about it."""

from datetime import timedelta

import pytest

from portal.calendar import today
from portal.services import Portal
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone, wrong
from tests.actions.tasks.cases import CASTE, application, proven


async def shown(talk: Talk, number: str) -> Answer:
    """What its owner sees, after the code."""
    await talk.say(f"{number} की स्थिति देखनी है", "application_status")
    return await talk.say(await talk.code())


async def test_the_state_is_shown_after_the_code_of_the_number_on_record(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="rejected", reason="विक्रय पत्र साफ़ नहीं है")
    first = await talk.say(f"{number} की स्थिति देखनी है", "application_status")
    assert (first.kind, asks(first)) == ("ask", "otp")
    assert "निरस्त" not in first.reply["text"]
    answer = await talk.say(await talk.code())
    assert (answer.kind, answer.topic) == ("application_status", CASTE)
    assert "निरस्त" in answer.reply["text"]
    assert "विक्रय पत्र साफ़ नहीं है" in answer.reply["text"]
    assert answer.slots["last_reply"] is None


async def test_after_a_wrong_code_nothing_is_shown(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="approved")
    await talk.say(number)
    answer = await talk.say(wrong(await talk.code()))
    assert asks(answer) == "otp"
    assert "मंज़ूर" not in answer.reply["text"]


async def test_who_holds_it_and_the_day_due_are_told_while_it_is_worked_on(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), service="domicile_certificate", status="in_process", submitted=1)
    text = (await shown(talk, number)).reply["text"]
    assert "काम चल रहा है" in text
    assert "इनके पास है" in text
    assert "तक मिल जाना चाहिए" in text


async def test_a_day_that_the_office_has_given_is_told_as_sure(talk: Talk, portal: Portal) -> None:
    due = (today() + timedelta(days=9)).isoformat()
    number = await application(portal, phone(), status="in_process", due=due)
    assert "सेवा गारंटी कानून के अनुसार" in (await shown(talk, number)).reply["text"]


async def test_a_paper_that_is_wanted_is_named_with_where_to_hand_it_in(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="document_needed", reason="पिता का जाति का रिकॉर्ड")
    text = (await shown(talk, number)).reply["text"]
    assert "यह चाहिए: पिता का जाति का रिकॉर्ड" in text
    assert "लोक सेवा केंद्र" in text


async def test_when_it_is_late_the_first_appeal_is_offered_and_prepared(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="in_process", due=6)
    answer = await shown(talk, number)
    assert "समय निकल चुका है" in answer.reply["text"]
    assert asks(answer) == "confirmation"
    prepared = await talk.say("हाँ बना दो", "affirm")
    assert prepared.reply["meta"]["section"] == "appeal"
    assert number in prepared.reply["text"]
    assert "Zuqmarven" in prepared.reply["text"]
    assert "First Appeal" in prepared.reply["text"]
    assert len(prepared.reply["speech"]) <= 250


async def test_the_offer_is_taken_up_by_tapping_it(talk: Talk, portal: Portal) -> None:
    await shown(talk, await application(portal, phone(), status="rejected"))
    assert (await talk.tap(1)).reply["meta"]["section"] == "appeal"


async def test_who_wants_no_appeal_is_left_in_peace(talk: Talk, portal: Portal) -> None:
    await shown(talk, await application(portal, phone(), status="rejected"))
    answer = await talk.say("नहीं", "deny")
    assert (answer.kind, asks(answer)) == ("smalltalk", None)


async def test_a_question_about_the_appeal_is_answered_with_the_days_of_the_law(talk: Talk, portal: Portal) -> None:
    await shown(talk, await application(portal, phone(), status="rejected"))
    answer = await talk.say("इसके खिलाफ अपील कितने दिन में करनी होती है?", "ask_time_limit")
    assert (answer.kind, answer.topic, answer.reply["meta"]["section"]) == ("answer", CASTE, "appeal")
    assert "30" in answer.reply["text"]
    assert (await talk.say("हाँ", "affirm")).reply["meta"]["section"] == "appeal"


async def test_another_question_is_answered_and_the_offer_not_repeated(talk: Talk, portal: Portal) -> None:
    await shown(talk, await application(portal, phone(), status="rejected"))
    answer = await talk.say("जाति प्रमाण पत्र की फीस कितनी है", "ask_fee")
    assert (answer.kind, answer.topic, asks(answer)) == ("answer", CASTE, None)


async def test_without_a_number_it_is_asked_for(talk: Talk) -> None:
    answer = await talk.say("मेरे आवेदन का क्या हुआ", "application_status")
    assert (answer.kind, asks(answer)) == ("ask", "application_number")
    assert answer.lead is None


async def test_when_the_service_is_named_what_anyone_may_know_leads(talk: Talk) -> None:
    answer = await talk.say("मेरे जाति प्रमाण पत्र के आवेदन का क्या हुआ", "application_status")
    assert answer.lead is not None
    assert answer.lead["meta"]["kind"] == "application_status"
    assert answer.lead["sources"]
    assert (answer.kind, asks(answer)) == ("ask", "application_number")


async def test_a_question_after_the_way_is_answered_for_anybody(talk: Talk) -> None:
    answer = await talk.say("जाति प्रमाण पत्र के आवेदन की स्थिति कैसे देखें", "application_status")
    assert (answer.kind, answer.lead, asks(answer)) == ("application_status", None, None)
    assert "mpedistrict" in answer.reply["text"]


async def test_who_has_no_number_proves_the_phone_and_sees_his_own(talk: Talk, portal: Portal) -> None:
    mine = phone()
    await application(portal, mine, status="approved")
    await talk.say("मेरा आवेदन कहाँ पहुँचा", "application_status")
    answer = await talk.say("नंबर नहीं है, रसीद खो गई")
    assert asks(answer) == "phone"
    answer = await talk.prove(mine)
    assert answer.kind == "application_status"
    assert "मंज़ूर" in answer.reply["text"]


async def test_who_gives_a_phone_instead_of_a_number_is_asked_for_its_code(talk: Talk, portal: Portal) -> None:
    mine = phone()
    await application(portal, mine, status="approved")
    await talk.say("मेरा आवेदन कहाँ पहुँचा", "application_status")
    await talk.say(mine)
    assert "मंज़ूर" in (await talk.say(await talk.code())).reply["text"]


async def test_of_several_one_is_chosen(talk: Talk, portal: Portal) -> None:
    mine = phone()
    await application(portal, mine, status="approved")
    await application(portal, mine, status="rejected", service="income_certificate")
    await proven(talk, mine)
    answer = await talk.say("मेरे आवेदन की स्थिति", "application_status")
    assert (answer.kind, len(answer.reply["options"])) == ("ask", 2)
    place = next(place for place, option in enumerate(answer.reply["options"], 1) if "आय" in option["label"])
    assert "निरस्त" in (await talk.say(str(place))).reply["text"]


@pytest.mark.parametrize("words", ["आय वाला", "income certificate wala", "दूसरा वाला"])
async def test_the_one_meant_is_named_in_words(talk: Talk, portal: Portal, words: str) -> None:
    mine = phone()
    await application(portal, mine, status="rejected", service="income_certificate", submitted=9)
    await application(portal, mine, status="approved", submitted=2)
    await proven(talk, mine)
    await talk.say("मेरे आवेदन की स्थिति", "application_status")
    assert "निरस्त" in (await talk.say(words)).reply["text"]


async def test_who_has_none_hears_so_after_proof(talk: Talk) -> None:
    await proven(talk, phone())
    answer = await talk.say("मेरे आवेदन की स्थिति", "application_status")
    assert (answer.kind, asks(answer)) == ("application_status", None)


@pytest.mark.parametrize("keys", ["{number}#", "{number}"])
async def test_a_number_is_pressed(talk: Talk, portal: Portal, keys: str) -> None:
    mine = phone()
    number = await application(portal, mine, status="approved")
    call = await Talk(talk.client, talk.database, "voice").open(calls_from=f"+91{mine}")
    await call.say("मेरे आवेदन का क्या हुआ", "application_status")
    assert asks(await call.press(keys.format(number=number))) == "otp"
    assert "मंज़ूर" in (await call.press(f"{await call.code()}#")).reply["text"]


WORDS = ["shunya", "ek", "do", "teen", "chaar", "paanch", "chhah", "saat", "aath", "nau"]


async def test_a_number_is_said_in_pieces(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="approved")
    await talk.say("mere aavedan ka kya hua", "application_status")
    said = [WORDS[int(digit)] for digit in number]
    first = await talk.say(" ".join(said[:4]))
    assert asks(first) == "application_number"
    assert " ".join(number[:4]) in first.reply["text"]
    assert asks(await talk.say(" ".join(said[4:]))) == "otp"
    assert "मंज़ूर" in (await talk.say(await talk.code())).reply["text"]


async def test_a_number_with_letters_is_looked_up_as_any_other(talk: Talk) -> None:
    await talk.say("what happened to my application", "application_status", language="en")
    assert asks(await talk.say("TL/2025/778", language="en")) == "otp"


async def test_who_leaves_the_proof_sees_nothing(talk: Talk, portal: Portal) -> None:
    number = await application(portal, phone(), status="approved")
    await talk.say(number)
    answer = await talk.say("रहने दो")
    assert (answer.kind, asks(answer)) == ("smalltalk", None)
    assert "मंज़ूर" not in answer.reply["text"]
