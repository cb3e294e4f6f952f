"""The citizen's word on an answered complaint, and having it sent on: whatever words are used."""

import pytest

from portal.outside.cm_helpline import Complaint, ComplaintState, Level
from portal.services import Portal
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import calling, complaint

LONGEST_SPEECH = 250


async def resolved(portal: Portal, mobile: str, **entry: str) -> str:
    usual = {"status": "resolved", "level": "L1", "resolution": "लैंप बदल दिया"}
    return await complaint(portal, mobile, **{**usual, **entry})


async def shown(talk: Talk, number: str, language: str = "hi") -> Answer:
    """What its owner sees, after the code."""
    await talk.say(f"{number} status", "complaint_status", language=language)
    return await talk.say(await talk.code(), language=language)


async def now_there(portal: Portal, number: str) -> Complaint:
    owned = await portal.complaints.find(number)
    assert owned
    return owned.complaint


@pytest.mark.parametrize(
    ("language", "words"), [("hi", ("निराकरण हो गया", "हल हो गया", "संतुष्ट")), ("en", ("resolved", "satisfied"))]
)
async def test_an_answered_one_is_called_resolved_in_writing_and_speech_and_judged_by_a_choice(
    talk: Talk, portal: Portal, language: str, words: tuple[str, ...]
) -> None:
    answer = await shown(talk, await resolved(portal, phone(), resolution="काम पूरा। " * 40), language)
    assert len(answer.reply["options"]) == 2
    assert asks(answer) == "confirmation"
    assert len(answer.reply["speech"]) <= LONGEST_SPEECH
    for word in words:
        assert word in answer.reply["text"]
        assert word in answer.reply["speech"]


async def test_who_calls_from_its_number_hears_that_too_and_judges_by_keys(talk: Talk, portal: Portal) -> None:
    call, mine = await calling(talk, "voice")
    number = await resolved(portal, mine)
    answer = await call.press(f"{number}#")
    assert "निराकरण हो गया" in answer.reply["speech"]
    assert "संतुष्ट" in answer.reply["speech"]
    assert "लैंप" not in answer.reply["text"]
    await call.press("2")
    assert "स्तर 2" in (await call.say(await call.code())).reply["text"]
    assert (await now_there(portal, number)).satisfied is False


@pytest.mark.parametrize(
    "words",
    ["ठीक है पर लैंप अब भी बंद है", "लैंप आज तक नहीं सुधरा", "jhooth likha hai, koi nahi aaya", "the lamp is still broken"],
)
async def test_what_is_still_wrong_means_not_satisfied_and_is_added(talk: Talk, portal: Portal, words: str) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    assert "संतुष्ट नहीं" in (await talk.say(words)).reply["text"]
    again = await now_there(portal, number)
    assert (again.state, again.level, again.satisfied) == (ComplaintState.OPEN, Level.L2, False)
    assert words in (again.text or "")


async def test_a_yes_with_more_to_it_closes_nothing(talk: Talk, portal: Portal) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    answer = await talk.say("हाँ लेकिन लैंप तो पूरी गली के बदलने थे")
    assert asks(answer) == "confirmation"
    assert (await now_there(portal, number)).state is ComplaintState.RESOLVED


async def test_a_reason_that_comes_after_is_added(talk: Talk, portal: Portal) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    assert "क्या काम नहीं हुआ" in (await talk.say("संतुष्ट नहीं हूँ")).reply["text"]
    assert "जोड़ दी" in (await talk.say("खंभे पर बल्ब लगा ही नहीं, तार लटक रहे हैं")).reply["text"]
    assert "तार लटक" in ((await now_there(portal, number)).text or "")


async def test_the_reason_of_opening_it_again_may_come_after_too(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), status="closed", level="L1", days=3)
    await shown(talk, number)
    assert "क्या काम नहीं हुआ" in (await talk.say("दोबारा खोलो")).reply["text"]
    assert "जोड़ दी" in (await talk.say("खंभे पर बल्ब लगा, तार लटक रहे हैं", "ask_status", sure=0.4)).reply["text"]


async def test_another_wish_is_not_taken_for_the_reason(talk: Talk, portal: Portal) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    await talk.say("संतुष्ट नहीं हूँ")
    answer = await talk.say("वृद्धावस्था पेंशन का फॉर्म भरना है", "ask_how_to_apply")
    assert answer.kind != "complaint_status"
    assert "पेंशन" not in ((await now_there(portal, number)).text or "")


@pytest.mark.parametrize(
    "words",
    ["इसे आगे भेजिए", "बड़े अधिकारी तक पहुँचाओ", "upar bhejo ise", "escalate it", "send this to the higher officer",
     "फिर से खोलो", "अभी तक कुछ नहीं हुआ"],
)  # fmt: skip
async def test_one_that_was_sent_on_is_urged_with_words_that_say_where_it_is(
    talk: Talk, portal: Portal, words: str
) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    await talk.say("संतुष्ट नहीं हूँ, लैंप अब भी बंद पड़ा है")
    answer = await talk.say(words, "out_of_scope", outside=0.9)
    assert answer.kind == "complaint_status"
    for told in ("जोड़ दी", "आगे भेजी जा चुकी", "स्तर 2"):
        assert told in answer.reply["text"]
    again = await now_there(portal, number)
    assert (again.state, again.level) == (ComplaintState.OPEN, Level.L2)
    assert words in (again.text or "")


async def test_to_open_it_again_is_not_to_say_the_reply_again(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), status="closed", level="L1", days=3)
    await shown(talk, number)
    assert "दोबारा खोलकर" in (await talk.say("phir se kholo", "repeat")).reply["text"]
    assert (await now_there(portal, number)).state is ComplaintState.OPEN


async def test_an_open_one_that_is_urged_is_said_to_go_up_by_the_clock(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), level="L1")
    await shown(talk, number)
    text = (await talk.say("इसे ऊपर के स्तर पर भेजो", "resume")).reply["text"]
    assert "आगे भेजी जा चुकी" not in text
    assert "अपने आप ऊपर" in text


@pytest.mark.parametrize("words", ["बड़े अधिकारी को भेजो", "काम नहीं हुआ", "take it to a senior officer"])
async def test_a_closed_one_that_is_to_go_on_is_opened_again(talk: Talk, portal: Portal, words: str) -> None:
    number = await complaint(portal, phone(), status="closed", level="L1", days=3)
    await shown(talk, number)
    assert "दोबारा खोलकर आगे भेज दी" in (await talk.say(words)).reply["text"]
    assert (await now_there(portal, number)).level is Level.L2


async def test_after_another_question_it_can_still_be_sent_on(talk: Talk, portal: Portal) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    await talk.say("संतुष्ट नहीं हूँ")
    assert (await talk.say("जनसुनवाई किस दिन होती है", "ask_time_limit")).topic == "jan_sunwai"
    assert "जोड़ दी" in (await talk.say("इसे आगे भेजिए", "resume")).reply["text"]


@pytest.mark.parametrize(("words", "intent"), [("हाँ", "affirm"), ("नहीं", "deny"), ("लैंप चाहिए", "inform")])
async def test_after_another_question_it_takes_only_what_plainly_is_its_own(
    talk: Talk, portal: Portal, words: str, intent: str
) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    await talk.say("जनसुनवाई किस दिन होती है", "ask_time_limit")
    assert (await talk.say(words, intent)).kind != "complaint_status"
    assert (await now_there(portal, number)).state is ComplaintState.RESOLVED


async def test_a_question_about_the_rules_judges_nothing(talk: Talk, portal: Portal) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    await talk.say("संतुष्ट नहीं हुए तो सीएम हेल्पलाइन में क्या होगा?", "ask_summary")
    assert (await now_there(portal, number)).state is ComplaintState.RESOLVED


@pytest.mark.parametrize("matter", ["राशन दुकान पर तौल में कम देता है", "अगली गली में भी स्ट्रीट लाइट नहीं जलती"])
async def test_another_complaint_is_taken_as_one(talk: Talk, portal: Portal, matter: str) -> None:
    number = await resolved(portal, phone())
    await shown(talk, number)
    answer = await talk.say(f"एक और शिकायत लिखवानी है, {matter}", "complaint")
    assert asks(answer) == "district"
    assert (await now_there(portal, number)).state is ComplaintState.RESOLVED
