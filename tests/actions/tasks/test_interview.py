"""Whether somebody gets a scheme, as one converses about it."""

from typing import Any

import pytest

from actions.tasks.store import Dialogues
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk

PENSION = "मुझे इंदिरा गांधी वृद्धावस्था पेंशन मिलेगी क्या"
WIDOW = "क्या मुझे कल्याणी पेंशन मिल सकती है"
SAMBAL = "क्या मुझे संबल मिलेगा"


def verdict(answer: Answer) -> Any:
    return answer.reply["meta"]["verdict"]


async def check(talk: Talk, words: str, **more: Any) -> Answer:
    return await talk.say(words, "check_eligibility", **more)


async def answered(talk: Talk, answer: Answer, answers: dict[str, str]) -> tuple[Answer, list[str]]:
    """The verdict after answering what is asked, and what was asked."""
    asked: list[str] = []
    while (name := asks(answer)) is not None:
        assert name in answers, f"{name} is asked"
        asked.append(name)
        answer = await talk.say(answers[name])
    return answer, asked


async def judged(talk: Talk) -> Answer:
    """An old-age pension that is got."""
    return await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल उम्र, बीपीएल है, दूसरी पेंशन नहीं मिलती, {PENSION}")


async def test_only_what_is_still_needed_is_asked(talk: Talk) -> None:
    first = await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, {PENSION}")
    assert verdict(first) == "need_more"
    done, asked = await answered(talk, first, {"bpl": "हाँ", "other_pension": "नहीं"})
    assert sorted(asked) == ["bpl", "other_pension"]
    assert (done.kind, verdict(done), done.topic) == ("eligibility", "eligible", "ignoaps")


async def test_several_facts_in_one_answer_are_all_taken(talk: Talk) -> None:
    await check(talk, PENSION)
    answer = await talk.say("उम्र 66, भोपाल में रहते हैं, समग्र आईडी है, बीपीएल कार्ड है और कोई पेंशन नहीं मिलती")
    assert (verdict(answer), asks(answer)) == ("eligible", None)


async def test_a_no_that_decides_ends_the_questions(talk: Talk) -> None:
    await check(talk, PENSION)
    answer = await talk.say("अभी 48 साल की उम्र है")
    assert (verdict(answer), asks(answer)) == ("not_eligible", None)
    assert "60" in answer.reply["text"]


async def test_what_was_understood_is_read_back(talk: Talk) -> None:
    answer = await check(talk, f"मेरी उम्र 64 साल है, {PENSION}")
    assert "64" in answer.reply["text"]


@pytest.mark.parametrize(
    ("words", "outcome"), [("नहीं, उम्र 58 है", "not_eligible"), ("और अगर बीपीएल न हो तो", "not_eligible")]
)
async def test_a_correction_after_the_verdict_is_judged_anew(talk: Talk, words: str, outcome: str) -> None:
    assert verdict(await judged(talk)) == "eligible"
    answer = await talk.say(words)
    assert (verdict(answer), answer.topic) == (outcome, "ignoaps")


@pytest.mark.parametrize("words", ["पता नहीं", "malum nahi", "I'm not sure"])
async def test_what_is_not_known_leaves_it_open(talk: Talk, words: str) -> None:
    first = await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, दूसरी पेंशन नहीं मिलती, {PENSION}")
    assert asks(first) == "bpl"
    answer = await talk.say(words, "dont_know")
    assert (verdict(answer), asks(answer)) == ("possibly", None)


async def test_why_gets_the_reason_and_the_question_once_more(talk: Talk) -> None:
    await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, दूसरी पेंशन नहीं मिलती, {PENSION}")
    answer = await talk.say("ये क्यों पूछ रहे हो", "why")
    assert asks(answer) == "bpl"
    assert "गरीबी रेखा वाले परिवारों के लिए" in answer.reply["text"]


async def test_a_side_question_is_answered_and_the_question_comes_back(talk: Talk) -> None:
    await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, दूसरी पेंशन नहीं मिलती, {PENSION}")
    side = await talk.say("वृद्धावस्था पेंशन में कौन से कागज लगते हैं", "ask_documents")
    assert (side.kind, asks(side)) == ("answer", "bpl")
    assert verdict(await talk.say("हाँ")) == "eligible"


INCOME = "मेरी बेटी 17 साल की है, पिछड़ा वर्ग, कॉलेज में पढ़ती है, क्या उसे ओबीसी पोस्ट मैट्रिक छात्रवृत्ति मिलेगी"


async def test_a_small_sum_is_asked_whether_by_the_month_or_the_year(talk: Talk) -> None:
    answer = await check(talk, INCOME)
    assert asks(answer) == "income"
    unit = await talk.say("30000")
    assert asks(unit) == "income"
    assert len(unit.reply["options"]) == 2
    assert verdict(await talk.say("महीने का")) == "not_eligible"


async def test_an_answer_to_something_else_is_no_sum(talk: Talk) -> None:
    await check(talk, INCOME)
    answer = await talk.say("12वीं पास")
    assert asks(answer) == "income"
    assert "12 लाख" not in answer.reply["text"]


async def test_another_person_after_the_verdict_is_judged_for_what_is_told_of_them(talk: Talk) -> None:
    await judged(talk)
    answer = await talk.say("और मेरी माँ, उनकी उम्र 55 है")
    assert (verdict(answer), answer.topic) == ("not_eligible", "ignoaps")
    assert "माँ" in answer.reply["text"]


async def test_somebody_of_the_household_shares_its_facts(talk: Talk) -> None:
    await judged(talk)
    answer = await talk.say("और मेरी पत्नी, 61 साल की")
    assert verdict(answer) == "need_more"
    done, asked = await answered(talk, answer, {"samagra_id": "हाँ", "other_pension": "नहीं", "residence": "हाँ"})
    assert "other_pension" in asked
    assert verdict(done) == "eligible"
    assert "पत्नी" in done.reply["text"]


@pytest.mark.parametrize("words", ["और संबल?", "aur sambal card?", "and Sambal?", "क्या संबल भी मिलेगा"])
async def test_another_scheme_asked_for_after_the_verdict_is_judged(talk: Talk, words: str) -> None:
    await judged(talk)
    answer = await talk.say(words)
    assert answer.topic == "sambal"
    assert verdict(answer) is not None


async def test_another_scheme_plainly_asked_for_is_judged_while_a_question_is_open(talk: Talk) -> None:
    await check(talk, PENSION)
    answer = await check(talk, "क्या मुझे संबल मिल सकता है")
    assert (answer.topic, verdict(answer)) == ("sambal", "need_more")


async def test_a_scheme_that_is_only_named_in_an_answer_is_not_gone_to(talk: Talk) -> None:
    first = await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, बीपीएल है, {PENSION}")
    assert asks(first) == "other_pension"
    answer = await talk.say("हाँ, विधवा पेंशन मिलती है")
    assert (answer.topic, verdict(answer)) == ("ignoaps", "not_eligible")


async def test_words_that_point_back_go_to_no_other_scheme(talk: Talk) -> None:
    await judged(talk)
    answer = await talk.say("वही कागज संबल में भी लगेंगे?", "ask_documents")
    assert (answer.kind, verdict(answer)) == ("answer", None)


async def test_the_facts_told_before_are_not_asked_for_the_next_scheme(talk: Talk) -> None:
    await judged(talk)
    answer = await talk.say("और संबल?")
    assert verdict(answer) == "not_eligible"
    assert "60" in answer.reply["text"]


@pytest.mark.parametrize("words", ["can he get PM Suraksha Bima", "क्या उसे सुरक्षा बीमा मिलेगा"])
async def test_he_is_whom_was_spoken_of_before(talk: Talk, words: str) -> None:
    await check(talk, "मेरा भाई 30 साल का है, क्या उसे पीएम जीवन ज्योति बीमा मिलेगा")
    answer = await check(talk, words)
    assert answer.topic == "pmsby"
    assert "भाई" in answer.reply["text"] or "brother" in answer.reply["text"]


async def test_somebody_of_another_gender_is_another_person(talk: Talk) -> None:
    await check(talk, "मेरा भाई 30 साल का है, क्या उसे पीएम जीवन ज्योति बीमा मिलेगा")
    answer = await check(talk, "एक महिला है, क्या उसे सुरक्षा बीमा मिलेगा")
    assert answer.topic == "pmsby"
    assert "भाई" not in answer.reply["text"]


async def test_a_daughter_of_whom_nothing_is_told_gets_none_of_the_citizens_facts(talk: Talk) -> None:
    await judged(talk)
    answer = await check(talk, "क्या मेरी बेटी को जीवन ज्योति बीमा मिलेगा")
    assert (answer.topic, asks(answer)) == ("pmjjby", "age")


async def test_who_leaves_comes_back_to_the_same_question(talk: Talk) -> None:
    await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, दूसरी पेंशन नहीं मिलती, {PENSION}")
    left = await talk.say("रहने दो", "deny")
    assert asks(left) is None
    back = await talk.say("जहाँ छोड़ा था वहीं से चलो", "resume")
    assert asks(back) == "bpl"
    assert verdict(await talk.say("हाँ")) == "eligible"


async def test_an_answer_by_its_place_is_taken(talk: Talk) -> None:
    await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, दूसरी पेंशन नहीं मिलती, {PENSION}")
    assert verdict(await talk.tap(1)) == "eligible"


async def test_a_question_goes_on_in_the_language_of_the_citizen(talk: Talk) -> None:
    await check(talk, PENSION)
    answer = await talk.say("I am 64 years old, from Bhopal", language="en")
    assert (answer.reply["lang"], verdict(answer)) == ("en", "need_more")


async def test_facts_are_not_in_the_slots_of_the_bot(talk: Talk) -> None:
    answer = await judged(talk)
    assert "bhopal" not in str(answer.slots).lower()


async def test_a_question_on_the_side_that_tells_something_is_answered_too(talk: Talk) -> None:
    await check(talk, f"मैं 33 साल की विधवा हूँ, {WIDOW}")
    aside = await talk.say("रुको, पति का मृत्यु प्रमाण पत्र कहाँ बनेगा, घर पर गुजरे थे", "ask_how_to_apply")
    assert (aside.topic, asks(aside)) == ("death_certificate", "other_pension")


async def test_an_amount_is_put_right_beside_other_facts(talk: Talk) -> None:
    words = "obc hu, income 4 lakh salana, college me hu. obc post matric scholarship milegi kya"
    assert verdict(await check(talk, words, language="hinglish")) == "not_eligible"
    again = await talk.say("galti ho gayi, 4 lakh nahi 2 lakh 80 hazar h. 12vi pass ki hai")
    assert verdict(again) != "not_eligible"


async def test_folded_hands_are_no_yes_to_what_is_so(talk: Talk) -> None:
    first = await check(talk, f"मैं भोपाल का हूँ, समग्र आईडी है, 64 साल का, {PENSION}")
    assert asks(await talk.say("🙏", "thanks")) == asks(first)


@pytest.mark.parametrize("words", ["हाँ", "भोपाल में रहता हूँ"])
async def test_when_the_fact_asked_for_was_renamed_the_next_question_is_asked(
    talk: Talk, dialogues: Dialogues, words: str
) -> None:
    await check(talk, f"64 साल का हूँ, {PENSION}")
    held = await dialogues.load(talk.conversation)
    held.stack[-1].state |= {"asked": "of_older_rules", "unsaid": ["also_of_older_rules"], "measure": None}
    held.facts["also_of_older_rules"] = True
    await dialogues.save(talk.conversation, held)
    answer = await talk.say(words)
    assert verdict(answer) == "need_more"
    done, _ = await answered(
        talk,
        answer,
        {"bpl": "हाँ", "other_pension": "नहीं", "mp_resident": "हाँ", "district": "भोपाल", "samagra_id": "हाँ"},
    )
    assert verdict(done) == "eligible"


async def test_when_the_fact_asked_for_was_renamed_a_left_interview_is_gone_on_with(
    talk: Talk, dialogues: Dialogues
) -> None:
    asked = asks(await check(talk, f"64 साल का हूँ, {PENSION}"))
    await talk.say("रहने दो", "deny")
    held = await dialogues.load(talk.conversation)
    held.shelved[-1].state |= {"asked": "of_older_rules"}
    await dialogues.save(talk.conversation, held)
    answer = await talk.say("जारी रखो", "resume")
    assert (verdict(answer), asks(answer)) == ("need_more", asked)


async def test_what_was_told_beside_a_question_is_not_asked_again(talk: Talk) -> None:
    answer = await talk.say("मैं 58 साल की विधवा हूँ, कल्याणी पेंशन में कितना मिलता है", "ask_benefits")
    assert answer.topic == "kalyani_pension"
    assert asks(await check(talk, "तो मुझे मिलेगी क्या")) not in {"age", "marital_status"}


async def test_what_is_only_supposed_beside_a_question_is_not_known(talk: Talk) -> None:
    await talk.say("अगर मैं 58 साल की विधवा हूँ तो कल्याणी पेंशन में कितना मिलता है", "ask_benefits")
    assert asks(await check(talk, "तो मुझे मिलेगी क्या")) == "age"


async def test_an_amount_is_supposed_after_the_verdict_with_its_verb(talk: Talk) -> None:
    refused = await check(talk, "is mahine 160 unit jal gayi, griha jyoti ka labh milega kya", language="hinglish")
    assert verdict(refused) == "not_eligible"
    assert verdict(await talk.say("agle mahine 140 aaye to?")) != "not_eligible"
