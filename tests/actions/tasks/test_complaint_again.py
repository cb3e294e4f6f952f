"""A complaint that was lodged in this conversation, told once more."""

import pytest
from sqlalchemy import func, select

from portal.complaints.models import ComplaintRow
from portal.database import Database
from portal.services import Portal
from tests.actions.talk import Answer
from tests.actions.talking import Talk
from tests.actions.tasks.cases import calling

MATTER = "राशन दुकान पर दुकानदार तौल में दो किलो कम देता है"
WHERE = "गाँव चाड़ा, ब्लॉक बजाग, जिला डिंडोरी"
IN_A_FEW_WORDS = [
    ("वही शिकायत फिर लिख लो", "complaint"),
    ("yahi complaint dobara darj kar do", "complaint_status"),
    ("lodge the same complaint once more", "repeat"),
    ("same shikayat fir se daal do", "ask_summary"),
    ("यही शिकायत एक बार और दर्ज कीजिए", "out_of_scope"),
]


async def lodged(talk: Talk) -> str:
    """The number of the complaint just lodged."""
    await talk.say(f"शिकायत दर्ज करो, {MATTER}, {WHERE}", "complaint")
    text: str = (await talk.say("हाँ", "affirm")).reply["text"]
    (number,) = (word for word in text.split() if word.isdigit() and len(word) == 8)
    return number


async def count(database: Database) -> int:
    return await database.do(lambda s: s.scalar(select(func.count()).select_from(ComplaintRow))) or 0


def points_to(answer: Answer, number: str) -> bool:
    """Whether it is said that this one is there, in what state, and what can be done."""
    reply = answer.reply
    return len(reply["options"]) == 2 and all(
        said in reply["text"] for said in (number, "पहले से दर्ज", "खुली है", "स्तर 1", "नई दर्ज")
    )


@pytest.mark.parametrize(("words", "intent"), IN_A_FEW_WORDS)
async def test_in_a_few_words_it_is_pointed_out_at_once(
    talk: Talk, database: Database, words: str, intent: str
) -> None:
    number, before = await lodged(talk), await count(database)
    answer = await talk.say(words, intent)
    assert points_to(answer, number)
    assert answer.lead is None
    assert await count(database) == before


async def test_it_is_pointed_out_while_news_are_offered(talk: Talk) -> None:
    writing, _ = await calling(talk)
    number = await lodged(writing)
    assert points_to(await writing.say("वही शिकायत फिर दर्ज कर दो", "complaint"), number)


async def test_it_is_pointed_out_turns_later_told_in_full(talk: Talk) -> None:
    number = await lodged(talk)
    await talk.say("जनसुनवाई किस दिन होती है", "ask_time_limit")
    assert points_to(await talk.say(f"{MATTER}, {WHERE}, शिकायत लिख लीजिए", "complaint"), number)


async def test_something_is_added_where_it_was_lodged_without_a_code(talk: Talk, portal: Portal) -> None:
    number = await lodged(talk)
    await talk.say("वही शिकायत फिर लिख लो", "complaint")
    assert (await talk.tap(1)).reply["meta"]["asks"] == "complaint_text"
    assert number in (await talk.say("वह पर्ची भी नहीं देता")).reply["text"]
    owned = await portal.complaints.find(number)
    assert owned
    assert "पर्ची" in (owned.complaint.text or "")


@pytest.mark.parametrize("words", ["नई नहीं, उसी में जोड़ दो", "usi me jod do", "not a new one, add it there"])
async def test_who_wants_no_new_one_gets_none(talk: Talk, words: str) -> None:
    await lodged(talk)
    await talk.say("वही शिकायत फिर लिख लो", "complaint")
    assert (await talk.say(words, "complaint")).reply["meta"]["asks"] == "complaint_text"


async def test_who_wants_another_one_gets_it(talk: Talk) -> None:
    await lodged(talk)
    await talk.say("वही शिकायत फिर लिख लो", "complaint")
    assert (await talk.say("lodge another one", "complaint")).kind == "confirm"


async def test_a_new_one_like_it_is_read_back_and_lodged(talk: Talk, database: Database) -> None:
    await lodged(talk)
    before = await count(database)
    await talk.say("वही शिकायत फिर लिख लो", "complaint")
    answer = await talk.tap(2)
    assert answer.kind == "confirm"
    assert MATTER in answer.reply["text"]
    assert (await talk.say("हाँ", "affirm")).kind == "complaint"
    assert await count(database) == before + 1


@pytest.mark.parametrize("words", ["रहने दो", "नहीं"])
async def test_who_wants_neither_hears_that_it_stays_as_it_is(talk: Talk, words: str) -> None:
    number = await lodged(talk)
    await talk.say("वही शिकायत फिर लिख लो", "complaint")
    assert f"{number} जैसी दर्ज है" in (await talk.say(words, "deny")).reply["text"]


async def test_another_matter_or_another_place_is_another_complaint(talk: Talk) -> None:
    await lodged(talk)
    matter = await talk.say("गाँव का हैंडपंप बंद है, शिकायत दर्ज करो, " + WHERE, "complaint")
    assert matter.kind == "confirm"
    await talk.say("रहने दो")
    place = await talk.say(f"शिकायत दर्ज करो, {MATTER}, गाँव बिलकिसगंज, जिला सीहोर", "complaint")
    assert place.kind == "confirm"


async def test_it_is_urged_on_without_its_number(talk: Talk, portal: Portal) -> None:
    number = await lodged(talk)
    answer = await talk.say("इसे बड़े अधिकारी को भेजिए", "handoff", sure=0.4)
    assert "जोड़ दी" in answer.reply["text"]
    assert "स्तर 1" in answer.reply["text"]
    owned = await portal.complaints.find(number)
    assert owned
    assert "बड़े अधिकारी" in (owned.complaint.text or "")
