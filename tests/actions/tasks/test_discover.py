"""What somebody can get, as one converses about it."""

from typing import Any

import pytest

from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk

LITTLE = "मुझे क्या क्या मिल सकता है"
WIDOW = "मैं विधवा हूँ, 40 साल की, गाँव में रहती हूँ, मेरे लिए कौन सी योजनाएँ हैं"


def shown(answer: Answer) -> list[str]:
    """The records offered."""
    choices = [str(option["choice"]) for option in answer.reply["options"]]
    return [choice.split(":")[1] for choice in choices if choice.startswith("topic:")]


async def wanted(talk: Talk, words: str, **more: Any) -> Answer:
    return await talk.say(words, "recommend", **more)


async def test_of_whom_little_is_known_is_asked_first(talk: Talk) -> None:
    answer = await wanted(talk, LITTLE)
    assert (answer.kind, asks(answer)) == ("ask", "age")


async def test_a_few_facts_are_enough_for_a_list(talk: Talk) -> None:
    answer = await wanted(talk, LITTLE)
    for words in ("45 साल", "गाँव में"):
        assert answer.kind == "ask"
        answer = await talk.say(words)
    assert answer.kind == "recommend"


async def test_who_does_not_know_is_asked_something_else(talk: Talk) -> None:
    first = await wanted(talk, LITTLE)
    answer = await talk.say("पता नहीं", "dont_know")
    assert asks(answer) not in {None, asks(first)}


async def test_who_tells_enough_gets_a_list_at_once_and_a_question(talk: Talk) -> None:
    answer = await wanted(talk, WIDOW)
    assert answer.kind == "recommend"
    assert "कल्याणी" in answer.reply["text"]
    assert asks(answer) is not None


async def test_nothing_is_listed_that_is_for_others(talk: Talk) -> None:
    answer = await wanted(talk, "मैं 45 साल का आदमी हूँ, शहर में ठेला लगाता हूँ, क्या मिल सकता है")
    assert answer.kind == "recommend"
    for name in ("लाड़ली बहना", "कल्याणी"):
        assert name not in answer.reply["text"]


async def test_an_answer_changes_the_list(talk: Talk) -> None:
    before = await wanted(talk, "मैं 34 साल का हूँ, गाँव में रहता हूँ, मेरे लिए क्या है")
    assert before.kind == "recommend"
    after = await talk.say("मज़दूरी करता हूँ, 40 प्रतिशत दिव्यांग हूँ")
    assert after.kind == "recommend"
    assert "दिव्यांग" in after.reply["text"]
    assert set(shown(before)) != set(shown(after))


@pytest.mark.parametrize("words", ["और दिखाओ", "aur batao", "show more"])
async def test_more_shows_others(talk: Talk, words: str) -> None:
    first = await wanted(talk, WIDOW)
    more = await talk.say(words)
    assert (more.kind, asks(more)) == ("recommend", None)
    assert not set(shown(first)) & set(shown(more))


async def test_the_end_of_the_list_is_said(talk: Talk) -> None:
    answer = await wanted(talk, WIDOW)
    seen = set(shown(answer))
    for _ in range(20):
        answer = await talk.say("और दिखाओ")
        if not shown(answer):
            break
        assert not seen & set(shown(answer))
        seen |= set(shown(answer))
    assert not shown(answer)
    assert answer.kind == "recommend"


@pytest.mark.parametrize("words", ["बस एक शर्त से कौन सी रह गई", "kisme kami reh gayi", "which ones did I miss"])
async def test_near_misses_are_told_with_the_condition_that_fails(talk: Talk, words: str) -> None:
    await wanted(talk, "मैं 59 साल का हूँ, बीपीएल, गाँव में रहता हूँ, कोई पेंशन नहीं, मेरे लिए क्या है")
    answer = await talk.say(words)
    assert answer.kind == "recommend"
    assert "वृद्धावस्था पेंशन" in answer.reply["text"]
    assert "60" in answer.reply["text"]


async def test_a_question_after_the_list_is_answered_not_taken_for_an_answer(talk: Talk) -> None:
    await wanted(talk, WIDOW)
    answer = await talk.say("कल्याणी पेंशन में कौन से कागज लगते हैं", "ask_documents")
    assert (answer.kind, answer.topic) == ("answer", "kalyani_pension")


async def test_a_need_is_listed_that_would_not_be_otherwise(talk: Talk) -> None:
    person = "मैं 34 साल का हूँ, गाँव में रहता हूँ"
    usual = await wanted(talk, f"{person}, मेरे लिए क्या है")
    needed = await wanted(await Talk(talk.client, talk.database).open(), f"{person}, खेत में सोलर पंप लगवाना है")
    assert "krishak_mitra_surya" in set(needed.reply["meta"]["topics"]) - set(usual.reply["meta"]["topics"])


async def test_somebody_else_may_be_asked_for(talk: Talk) -> None:
    answer = await wanted(talk, "मेरी माँ 66 साल की हैं, गाँव में रहती हैं, बीपीएल है, उनके लिए क्या योजना है")
    assert answer.kind == "recommend"
    assert "वृद्धावस्था" in answer.reply["text"]


async def test_a_telephone_goes_on_asking_until_it_is_sure_enough(talk: Talk) -> None:
    call = await Talk(talk.client, talk.database, "voice").open()
    answer = await wanted(call, WIDOW)
    asked = []
    for _ in range(10):
        if asks(answer) is None:
            break
        asked.append(asks(answer))
        answer = await call.say("पता नहीं", "dont_know")
    assert asks(answer) is None
    assert 1 < len(asked) == len(set(asked))


async def test_a_list_on_the_telephone_is_short(talk: Talk) -> None:
    call = await Talk(talk.client, talk.database, "voice").open()
    written, spoken = await wanted(talk, WIDOW), await wanted(call, WIDOW)
    assert 0 < spoken.reply["text"].count("•") < written.reply["text"].count("•")
    assert len(spoken.reply["speech"]) <= 1_000


async def test_who_asks_why_gets_the_reason(talk: Talk) -> None:
    await wanted(talk, LITTLE)
    answer = await talk.say("क्यों पूछ रहे हो", "why")
    assert asks(answer) == "age"
    assert "शर्त" in answer.reply["text"]


async def test_the_button_for_more_counts_after_one_of_the_list_was_looked_at(talk: Talk) -> None:
    first = await wanted(talk, WIDOW)
    more = next(option["choice"] for option in first.reply["options"] if option["choice"].startswith("task:more"))
    await talk.tap_on(f"topic:{shown(first)[0]}:summary")
    answer = await talk.tap_on(more)
    assert answer.kind == "recommend"
    assert not set(shown(first)) & set(shown(answer))


async def test_what_is_told_for_one_that_is_offered_is_known_when_it_is_judged(talk: Talk) -> None:
    words = "main 33 saal ka hu, ujjain sehar me thela lagata hu, nigam ka vending certificate hai, loan chahiye"
    assert "pm_svanidhi" in shown(await wanted(talk, words, language="hinglish"))
    answer = await talk.say("pm svanidhi mujhe milega kya", "check_eligibility")
    assert answer.reply["meta"]["verdict"] == "eligible"
