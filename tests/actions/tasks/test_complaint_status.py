"""What became of a complaint, as one converses about it."""

from datetime import timedelta
from typing import Any

import pytest

from portal.base import now
from portal.complaints import officers
from portal.complaints.escalation import escalate_due
from portal.outside.cm_helpline import Complaint, ComplaintState, Level
from portal.services import Portal
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import calling, complaint, proven
from tests.portal import papers


async def shown(talk: Talk, number: str) -> Answer:
    """What its owner sees, after the code."""
    await talk.say(f"मेरी शिकायत {number} का क्या हुआ", "complaint_status")
    return await talk.say(await talk.code())


async def now_there(portal: Portal, number: str) -> Complaint:
    owned = await portal.complaints.find(number)
    assert owned
    return owned.complaint


async def test_state_level_and_clock_are_shown_after_the_code(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), level="L2")
    first = await talk.say(f"{number} का क्या हुआ", "complaint_status")
    assert asks(first) == "otp"
    assert "स्तर" not in first.reply["text"]
    answer = await talk.say(await talk.code())
    assert answer.kind == "complaint_status"
    for words in ("खुली है", "स्तर 2", "स्ट्रीट लाइट", "अपने आप ऊपर", "शायद"):
        assert words in answer.reply["text"]


async def test_at_a_level_from_which_nothing_rises_by_itself_that_is_said(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), level="L3")
    assert "अपने आप ऊपर नहीं जाती" in (await shown(talk, number)).reply["text"]


async def test_a_level_whose_time_is_over_is_told(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), level="L1", days=20)
    assert "निकल चुका" in (await shown(talk, number)).reply["text"]


async def test_a_bare_question_is_asked_for_the_number_and_more_is_met_with_what_anyone_may_know(talk: Talk) -> None:
    bare = await talk.say("Where has my complaint reached?", "complaint_status", language="en")
    assert (bare.kind, asks(bare), bare.lead) == ("ask", "complaint_number", None)
    more = await talk.say("हैंडपंप वाली शिकायत का क्या हुआ, पिछले हफ्ते की थी", "complaint_status")
    assert more.lead is not None
    assert more.lead["meta"]["kind"] == "complaint_status"
    assert asks(more) == "complaint_number"


async def test_number_and_phone_in_one_message_lead_to_the_code(talk: Talk, portal: Portal) -> None:
    mine = phone()
    number = await complaint(portal, mine)
    await talk.say("Where has my complaint reached?", "complaint_status", language="en")
    answer = await talk.say(f"{number}, registered from mobile {mine}", language="en")
    assert asks(answer) == "otp"
    assert (await talk.say(await talk.code(), language="en")).kind == "complaint_status"


async def test_who_calls_from_the_number_on_record_hears_state_and_level_and_no_more(
    talk: Talk, portal: Portal
) -> None:
    call, mine = await calling(talk, "voice")
    number = await complaint(portal, mine, text="पटवारी पैसा माँगता है", level="L3")
    await call.say("meri complaint ka kya hua", "complaint_status")
    answer = await call.say(" ".join(number))
    assert answer.kind == "complaint_status"
    assert "स्तर 3" in answer.reply["text"]
    assert "पटवारी" not in answer.reply["text"]
    assert "ज़मीन" not in answer.reply["text"]


async def test_who_calls_from_another_number_needs_the_code(talk: Talk, portal: Portal) -> None:
    call, _ = await calling(talk, "voice")
    number = await complaint(portal, phone())
    await call.say("meri complaint ka kya hua", "complaint_status")
    assert asks(await call.press(f"{number}#")) == "otp"


async def test_something_is_added_to_it(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone())
    await shown(talk, number)
    answer = await talk.say("यह भी जोड़ दो कि पूरी गली के छह लैंप बंद हैं")
    assert "जोड़ दी है" in answer.reply["text"]
    assert "छह लैंप बंद हैं" in ((await now_there(portal, number)).text or "")


async def test_a_photo_may_be_added_too(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone())
    await shown(talk, number)
    kept = await portal.documents.keep(talk.id, papers.photo())
    await talk.say(f"{kept.token} यह फोटो भी जोड़ दो, छह लैंप बंद")
    assert (await portal.documents.attached(kept.reference))[0] == "image/jpeg"
    assert "photo" not in ((await now_there(portal, number)).text or "")


async def test_to_add_a_caller_needs_the_code_first(talk: Talk, portal: Portal) -> None:
    call, mine = await calling(talk, "voice")
    number = await complaint(portal, mine)
    await call.say(f"{number} की स्थिति", "complaint_status")
    assert asks(await call.say("यह भी जोड़ दो कि पूरी गली के छह लैंप बंद हैं")) == "otp"
    assert "छह" not in ((await now_there(portal, number)).text or "")
    assert "जोड़ दी है" in (await call.say(await call.code())).reply["text"]
    assert "छह लैंप" in ((await now_there(portal, number)).text or "")


@pytest.mark.parametrize("words", ["हाँ", "हाँ संतुष्ट हूँ", "काम हो गया", "👍"])
async def test_who_is_satisfied_closes_and_rates_it(talk: Talk, portal: Portal, words: str) -> None:
    number = await complaint(portal, phone())
    await portal.database.do(lambda s: officers.resolve(s, number, "लैंप बदल दिया"))
    answer = await shown(talk, number)
    assert "लैंप बदल दिया" in answer.reply["text"]
    assert "संतुष्ट" in answer.reply["text"]
    assert asks(await talk.say(words)) == "rating"
    closed = await now_there(portal, number)
    assert (closed.state, closed.satisfied) == (ComplaintState.CLOSED, True)
    assert "अंक लिख लिए" in (await talk.say("पाँच")).reply["text"]
    assert (await now_there(portal, number)).rating == 5


@pytest.mark.parametrize("words", ["नहीं", "संतुष्ट नहीं हूँ, काम नहीं हुआ", "not satisfied at all"])
async def test_who_is_not_satisfied_sends_it_up(talk: Talk, portal: Portal, words: str) -> None:
    number = await complaint(portal, phone(), level="L1")
    await portal.database.do(lambda s: officers.resolve(s, number, "लैंप बदल दिया"))
    await shown(talk, number)
    assert "स्तर 2" in (await talk.say(words)).reply["text"]
    again = await now_there(portal, number)
    assert (again.state, again.level) == (ComplaintState.OPEN, Level.L2)


async def test_a_closed_one_is_reopened_within_the_window(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), status="closed", level="L1", days=3)
    answer = await shown(talk, number)
    assert "दोबारा" in answer.reply["text"]
    await talk.say("दोबारा खोलो, लैंप फिर बंद है")
    again = await now_there(portal, number)
    assert (again.state, again.level) == (ComplaintState.OPEN, Level.L2)
    assert "लैंप फिर बंद है" in (again.text or "")


async def test_after_the_window_it_stays_closed_and_that_is_said(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), status="closed", days=45)
    await shown(talk, number)
    assert "नहीं खुल सकती" in (await talk.say("दोबारा खोलो")).reply["text"]
    assert (await now_there(portal, number)).state is ComplaintState.CLOSED


async def test_a_closed_one_is_not_reopened_by_a_mere_no(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), status="closed", days=3)
    await shown(talk, number)
    await talk.say("नहीं, बस इतना ही", "deny")
    assert (await now_there(portal, number)).state is ComplaintState.CLOSED


async def test_nothing_is_added_to_a_closed_one(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), status="closed", days=3)
    await shown(talk, number)
    assert "बंद हो चुकी" in (await talk.say("यह भी जोड़ दो कि पूरी गली बंद है")).reply["text"]


async def test_of_several_complaints_one_is_chosen(talk: Talk, portal: Portal) -> None:
    mine = phone()
    first = await complaint(portal, mine)
    await complaint(portal, mine, text="हैंडपंप बंद है", place="सीहोर")
    await proven(talk, mine)
    answer = await talk.say("मेरी शिकायत का क्या हुआ", "complaint_status")
    place = next(place for place, option in enumerate(answer.reply["options"], 1) if first in option["label"])
    assert first in (await talk.tap(place)).reply["text"]


async def test_asked_again_it_is_shown_as_it_then_is(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone(), level="L1", days=2)
    await shown(talk, number)
    await escalate_due(portal.database, now() + timedelta(days=14))
    assert "स्तर 2" in (await talk.say("अब क्या स्थिति है", "complaint_status")).reply["text"]


async def test_another_question_is_answered_and_nothing_asked_again(talk: Talk, portal: Portal) -> None:
    await shown(talk, await complaint(portal, phone()))
    answer = await talk.say("जनसुनवाई किस दिन होती है", "ask_time_limit")
    assert (answer.topic, asks(answer)) == ("jan_sunwai", None)


async def test_thanks_end_it(talk: Talk, portal: Portal) -> None:
    await shown(talk, await complaint(portal, phone()))
    assert (await talk.say("धन्यवाद", "thanks")).kind == "smalltalk"


@pytest.mark.parametrize("asked_first", [None, "नंबर नहीं है"])
@pytest.mark.parametrize(
    "words",
    [
        "मुझे शिकायत दर्ज करनी है, हैंडपंप तीन महीने से बंद है, मेरा नंबर {phone}, गाँव चाड़ा, ब्लॉक बजाग, जिला डिंडोरी",
        "mujhe shikayat darj karni hai, hamare gaon khedi me naali do mahine se band hai, mera number {phone}",
        "shikayat darj karo, school me masterji nahi aate, mera mobile {phone} hai, gaon khedi, jila sehore",
        "I want to file a complaint, the ration shop gives short weight, my number is {phone}, village Khedi, Sehore",
    ],
)
async def test_who_lodges_a_complaint_when_asked_for_a_number_is_heard(
    talk: Talk, dialogues: Any, words: str, asked_first: str | None
) -> None:
    await talk.say("शिकायत की स्थिति बताओ", "complaint_status")
    if asked_first:
        assert asks(await talk.say(asked_first)) == "phone"
    answer = await talk.say(words.format(phone=phone()), "complaint")
    assert asks(answer) not in ("otp", "phone", "complaint_number")
    dialogue = await dialogues.load(talk.conversation)
    assert [frame.task for frame in dialogue.stack] == ["complaint"]


async def test_a_number_said_beside_an_outburst_is_the_number_asked_for(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone())
    await talk.say("शिकायत की स्थिति बताओ", "complaint_status")
    words = f"itne din ho gaye koi sunta nahi, shikayat likho, number {number}"
    assert asks(await talk.say(words, "complaint")) == "otp"


async def test_what_if_it_is_closed_is_a_question_and_no_addition(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone())
    await shown(talk, number)
    before = (await now_there(portal, number)).text
    answer = await talk.say("और अगर वे बंद कर दें और मैं संतुष्ट नहीं हूँ तो क्या?", "complaint_status")
    assert answer.kind == "answer", answer.reply["text"]
    assert (await now_there(portal, number)).text == before
