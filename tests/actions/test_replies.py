import re
from typing import Any

import httpx
import pytest

from actions.tasks.store import Dialogues
from tests.actions.talk import Answer, act, asks

LADLI = "ladli_behna"
LAST = {
    "lang": "hi", "text": "फीस नहीं लगती।", "speech": "फीस नहीं लगती।", "options": [], "links": [], "sources": [],
    "attachments": [],
    "meta": {
        "kind": "answer", "topic": LADLI, "topics": [LADLI], "section": "fee", "verdict": None, "asks": None,
        "confidence": "high",
    },
}  # fmt: skip


def written_in(answer: Answer, language: str) -> bool:
    hindi = len(re.findall("[\u0904-\u0939]", answer.reply["text"]))
    latin = len(re.findall("[A-Za-z]", answer.reply["text"]))
    return answer.reply["lang"] == language and (hindi > latin) == (language == "hi")


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize(
    ("action", "text", "intent", "kinds", "more"),
    [
        ("action_answer", "ladli behna kya hai", "ask_summary", "answer", {}),
        ("action_check_eligibility", "mujhe ladli behna milega kya", "check_eligibility", "ask", {}),
        ("action_recommend", "vidhwa ke liye pension yojana batao", "recommend", "recommend disambiguate", {}),
        ("action_application_status", "mera aavedan kahan tak", "application_status", "application_status ask", {}),
        ("action_apply", "ladli behna yojana me aavedan karna hai", "apply", "apply", {}),
        ("action_complaint", "shikayat karni hai", "complaint", "complaint ask", {}),
        ("action_complaint_status", "meri shikayat ka kya hua", "complaint_status", "complaint_status ask", {}),
        ("action_handoff", "insaan se baat karao", "handoff", "handoff", {}),
        ("action_emergency", "bachao", "emergency", "emergency", {}),
        ("action_small_talk", "namaste", "greet", "smalltalk", {}),
        ("action_small_talk", "shukriya", "thanks", "smalltalk", {}),
        ("action_small_talk", "tum bekar ho", "abuse", "smalltalk", {}),
        ("action_confirm", "haan", "affirm", "smalltalk", {}),
        ("action_confirm", "pata nahi", "dont_know", "smalltalk", {}),
        ("action_repeat", "phir se", "repeat", "reprompt", {}),
        ("action_start_over", "naye sire se", "start_over", "smalltalk", {}),
        ("action_explain_question", "kyun", "why", "smalltalk", {}),
        ("action_my_data", "mera data", "my_data", "consent", {}),
        ("action_press_key", "/press_key", "press_key", "ask", {"entities": {"key": "*"}}),
        ("action_session_event", "/session_event", "session_event", "reprompt", {"entities": {"event": "silence"}}),
        ("action_choose", "/choose_option", "choose_option", "answer", {"entities": {"choice": f"topic:{LADLI}:fee"}}),
    ],
)
async def test_each_action_replies_in_kind_and_in_the_citizens_language(
    client: httpx.AsyncClient, language: str, action: str, text: str, intent: str, kinds: str, more: dict[str, Any]
) -> None:
    answer = await act(client, action, text, intent, language=language, **more)
    assert answer.kind in kinds.split()
    assert written_in(answer, language)
    assert answer.topic == LADLI or "ladli" not in text
    assert answer.reply["speech"].strip()
    # What is said in a task is kept sealed.
    assert answer.slots["last_reply"] == (None if answer.slots["engaged"] else answer.reply)
    assert answer.state["language"] == language


async def test_hinglish_is_answered_in_hindi_and_remembered_as_hinglish(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "ladli behna kya hai", language="hinglish")
    assert written_in(answer, "hi")
    assert answer.slots["spoken"] == "hinglish"


async def test_a_language_that_was_chosen_holds(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "what is ladli behna", language="en", chosen="hi")
    assert written_in(answer, "hi")


async def test_hindi_is_set_when_it_is_asked_for(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_change_language", "hindi me batao", "change_language", language="en")
    assert answer.slots["language"] == "hi"
    assert written_in(answer, "hi")


async def test_english_is_set_when_it_is_asked_for(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_change_language", "अंग्रेजी में बताओ", "change_language")
    assert (answer.slots["language"], answer.reply["lang"]) == ("en", "en")


@pytest.mark.parametrize(
    "section", ["fee", "documents", "benefits", "how_to_apply", "eligibility", "contact", "deadline"]
)
async def test_the_section_asked_for_is_answered_with_its_source(client: httpx.AsyncClient, section: str) -> None:
    answer = await act(client, "action_answer", "ladli behna yojana", f"ask_{section}")
    assert (answer.kind, answer.topic, answer.reply["meta"]["section"]) == ("answer", LADLI, section)
    assert answer.reply["sources"]
    assert all(source["title"] for source in answer.reply["sources"])
    assert (answer.slots["topic"], answer.slots["section"]) == (LADLI, section)


async def test_a_follow_up_keeps_the_topic(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "कागज क्या लगेंगे?", "ask_documents", topic=LADLI)
    assert (answer.topic, answer.reply["meta"]["section"]) == (LADLI, "documents")


async def test_a_new_topic_keeps_the_section(client: httpx.AsyncClient) -> None:
    answer = await act(
        client, "action_answer", "और उज्ज्वला में?", "ask_summary", sure=0.35, topic=LADLI, section="documents"
    )
    assert (answer.topic, answer.reply["meta"]["section"]) == ("ujjwala", "documents")


async def test_what_is_outside_is_declined_and_the_topic_stays(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "kal ka mausam", "out_of_scope", sure=0.95, outside=0.95, topic=LADLI)
    assert answer.kind == "decline"
    assert answer.slots.get("topic", LADLI) == LADLI


async def test_another_states_scheme_is_declined_with_the_reason(client: httpx.AsyncClient) -> None:
    answer = await act(
        client, "action_answer", "गुजरात की योजना", "out_of_scope", sure=0.97, outside=0.97, language="en"
    )
    assert answer.kind == "decline"
    assert "another state" in answer.reply["text"]


async def test_nothing_known_is_never_answered(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "xyzzy plugh quux", "nlu_fallback", sure=0.1, outside=0.1)
    assert answer.kind in {"decline", "ask"}
    assert answer.slots["failures"] == 1 or answer.kind == "decline"


async def test_the_third_failure_in_a_row_offers_a_person(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "क्या है", "nlu_fallback", sure=0.1, failures=2)
    assert answer.kind == "handoff"
    assert "181" in answer.reply["text"]


async def test_an_understood_turn_ends_a_run_of_failures(client: httpx.AsyncClient) -> None:
    assert (await act(client, "action_answer", "ladli behna kya hai", failures=2)).slots["failures"] == 0


async def test_who_only_tells_of_himself_is_asked_on_for_what_he_can_get(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "मैं 35 साल की हूँ", "inform", entities={"age": 35.0}, conversation="f")
    assert answer.kind == "ask"
    assert asks(answer)


async def test_an_offered_choice_can_be_named_by_its_place(client: httpx.AsyncClient) -> None:
    offered = ["topic:ujjwala:fee", f"topic:{LADLI}:fee"]
    for text in ("दूसरा", "dusra wala", "2", "the second one", "आखिरी"):
        answer = await act(client, "action_choose", text, "choose", offered=offered)
        assert (answer.topic, answer.reply["meta"]["section"]) == (LADLI, "fee"), text


@pytest.mark.parametrize("choice", ["topic:no_such:fee", "topic:", "nonsense", ""])
async def test_a_choice_of_nothing_known_asks_again(client: httpx.AsyncClient, choice: str) -> None:
    answer = await act(client, "action_choose", "/choose_option", "choose_option", entities={"choice": choice})
    assert answer.kind == "ask"
    assert answer.slots["failures"] == 1


async def test_suggestions_are_offered_with_their_ids_and_never_against_known_facts(client: httpx.AsyncClient) -> None:
    words = "मैं 65 साल का आदमी हूँ, बीपीएल हूँ, बुढ़ापे में पेंशन चाहिए"
    answer = await act(client, "action_recommend", words, "recommend", entities={"age": 65.0}, conversation="old")
    assert answer.kind == "recommend"
    choices = [option["choice"] for option in answer.reply["options"]]
    suggested = [choice.split(":")[1] for choice in choices if choice.startswith("topic:")]
    assert suggested == answer.reply["meta"]["topics"]
    assert 0 < len(suggested) <= 5
    assert not {"kalyani_pension", "ignwps", LADLI} & set(suggested)
    assert answer.slots["offered"] == choices
    assert answer.slots["engaged"] is True


async def test_an_unclear_name_offers_choices_that_fit_buttons(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "pension", "ask_summary", sure=0.4)
    assert answer.kind == "disambiguate"
    assert 2 <= len(answer.reply["options"]) <= 5
    assert all(len(option["short_label"]) <= 20 for option in answer.reply["options"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("मैं मरना चाहता हूँ", "14416"), ("khoon beh raha hai accident ho gaya", "108"), ("ghar me aag lag gayi", "101"),
        ("pati maar raha hai", "181"), ("bachche ko utha le gaye", "1098"), ("बाढ़ का पानी भर गया", "1079"),
        ("help me please", "112"),
    ],
)  # fmt: skip
async def test_danger_gets_the_right_number_at_once(client: httpx.AsyncClient, text: str, number: str) -> None:
    answer = await act(client, "action_emergency", text, "emergency", topic=LADLI, section="fee")
    assert answer.kind == "emergency"
    assert number in answer.reply["text"].split("\n")[0]
    assert number in answer.reply["speech"]
    assert (answer.slots["topic"], answer.slots["section"]) == (LADLI, "fee")


async def test_abuse_is_met_once_with_calm_and_then_plainly(client: httpx.AsyncClient) -> None:
    first = await act(client, "action_small_talk", "bekar", "abuse")
    again = await act(client, "action_small_talk", "bekar", "abuse", abused=first.slots["abused"])
    assert first.reply["text"] != again.reply["text"]


async def test_the_last_reply_is_said_again_word_for_word(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_repeat", "phir se bolo", "repeat", last_reply=LAST)
    assert (answer.reply["text"], answer.kind, answer.topic) == (LAST["text"], "answer", LADLI)


async def test_after_a_silence_what_was_said_before_it_is_repeated(client: httpx.AsyncClient) -> None:
    silent = await act(
        client, "action_session_event", "/session_event", "session_event",
        entities={"event": "silence"}, last_reply=LAST,
    )  # fmt: skip
    assert silent.kind == "reprompt"
    again = await act(client, "action_repeat", "phir se bolo", "repeat", **silent.slots)
    assert again.reply["text"] == LAST["text"]


async def test_starting_over_forgets_the_subject_and_the_facts(client: httpx.AsyncClient, dialogues: Dialogues) -> None:
    told = await act(client, "action_answer", "main 35 saal ki hun", "inform", entities={"age": 35.0}, conversation="o")
    assert (await dialogues.load("o")).facts == {"age": 35.0, "gender": "female"}
    answer = await act(
        client, "action_start_over", "naye sire se", "start_over", conversation="o", **{**told.slots, "topic": LADLI}
    )
    assert (answer.slots["topic"], answer.slots["section"]) == (None, None)
    assert (await dialogues.load("o")).facts == {}
    assert answer.state["starts_over"]


async def test_what_follows_starting_over_is_answered_without_what_was_before(client: httpx.AsyncClient) -> None:
    words = "शुरू से शुरू करते हैं। उज्ज्वला में क्या मिलता है?"
    parts = [
        {"text": "शुरू से शुरू करते हैं", "intent": "start_over", "confidence": 0.9},
        {"text": "उज्ज्वला में क्या मिलता है", "intent": "ask_benefits", "confidence": 0.9},
    ]
    answer = await act(
        client, "action_start_over", words, "start_over", clauses=parts, topic=LADLI, section="fee", recent=[LADLI]
    )
    assert (answer.kind, answer.topic, answer.reply["meta"]["section"]) == ("answer", "ujjwala", "benefits")
    assert answer.slots["topic"] == "ujjwala"
    assert not answer.state["starts_over"]


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("अच्छा कागज बता दो मेरे लिए", {"ask_documents": 0.22}),
        ("acha wapas ladli laxmi pe, nauvi ka to bataya hi nahi", {"complaint_status": 0.17}),
    ],
)
async def test_what_only_looks_a_little_like_thanks_is_answered(
    client: httpx.AsyncClient, words: str, also: dict[str, float]
) -> None:
    answer = await act(
        client, "action_small_talk", words, "thanks", sure=0.24, also=also, topic="ladli_laxmi", section="benefits"
    )
    assert (answer.kind, answer.topic) == ("answer", "ladli_laxmi")


async def test_one_word_of_english_does_not_change_the_language(client: httpx.AsyncClient) -> None:
    told = {"topic": LADLI, "section": "fee", "spoken": "hi"}
    assert (await act(client, "action_answer", "papers?", "ask_documents", language="en", **told)).reply["lang"] == "hi"
    asked = "what papers are needed"
    assert (await act(client, "action_answer", asked, "ask_documents", language="en", **told)).reply["lang"] == "en"


async def test_an_address_does_not_change_the_language(client: httpx.AsyncClient) -> None:
    told = {"asked": "place", "spoken": "en"}
    answer = await act(
        client, "action_answer", "Shanti Nagar, ward 9, Burhanpur", "inform", language="hinglish", **told
    )
    assert answer.reply["lang"] == "en"


async def test_what_only_looks_a_little_like_starting_over_does_not_end_what_is_in_hand(
    client: httpx.AsyncClient,
) -> None:
    begun = await act(
        client, "action_check_eligibility", "kya main patra hu", "check_eligibility", conversation="h", topic=LADLI
    )
    assert begun.kind == "ask"
    held = {**begun.slots, "topic": LADLI}
    unsure = await act(client, "action_start_over", "nayi hai", "start_over", sure=0.3, conversation="h", **held)
    assert not unsure.state["starts_over"]
    assert asks(unsure) == asks(begun)


async def test_what_is_told_of_a_person_is_kept_sealed_and_never_in_the_slots(
    client: httpx.AsyncClient, dialogues: Dialogues
) -> None:
    told = await act(client, "action_answer", "main 35 saal ki hun", "inform", entities={"age": 35.0}, conversation="s")
    assert (await dialogues.load("s")).facts == {"age": 35.0, "gender": "female"}
    # The marks of choices are digests, in which any digits may stand.
    choices = [choice.rpartition(":")[0] for choice in told.slots["offered"]]
    assert "35" not in str({**told.slots, "offered": choices})


async def test_what_would_be_is_no_danger(client: httpx.AsyncClient) -> None:
    held = {"topic": "shop_establishment_gumasta", "section": "fee"}
    supposed = await act(client, "action_emergency", "ok and if I keep five workers", "emergency", sure=0.3, **held)
    assert supposed.topic == "shop_establishment_gumasta"
    threatened = await act(
        client, "action_emergency", "what if he beats me again tonight", "emergency", sure=0.5, **held
    )
    assert threatened.kind == "emergency"


@pytest.mark.parametrize("words", ["राम राम साब", "जय श्री राम", "namaste ji", "नमस्ते जी, सुबह की राम-राम"])
async def test_a_greeting_is_no_scheme_that_has_its_word(client: httpx.AsyncClient, words: str) -> None:
    assert (await act(client, "action_small_talk", words, "greet", sure=0.26)).kind == "smalltalk"


async def test_what_is_named_beside_a_greeting_is_answered(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_small_talk", "नमस्ते जी, मनरेगा में काम चाहिए", "greet", sure=0.8)
    assert (answer.kind, answer.topic) == ("answer", "nrega")


async def test_who_wants_a_lost_message_again_is_in_no_danger(client: httpx.AsyncClient) -> None:
    first = await act(client, "action_answer", "RTI ki fees kitni hai", "ask_fee")
    words = "dubara bhejo site ka naam, msg hat gaya"
    again = await act(client, "action_emergency", words, "emergency", sure=0.65, **first.slots)
    assert again.reply["text"] == first.reply["text"]
    danger = await act(client, "action_emergency", "phir se maar raha hai wo", "emergency", sure=0.65, **first.slots)
    assert danger.kind == "emergency"


@pytest.mark.parametrize(
    ("action", "words", "intent"),
    [
        ("action_my_data", "I need some information about licence", "my_data"),
        ("action_confirm", "namantaran karwana hai", "deny"),
    ],
)
async def test_what_could_name_several_is_no_talk_about_data_and_no_answer(
    client: httpx.AsyncClient, action: str, words: str, intent: str
) -> None:
    answer = await act(client, action, words, intent, sure=0.45, also={"ask_summary": 0.2})
    assert answer.kind == "disambiguate"


@pytest.mark.parametrize("words", ["he is following me again", "gas phir se leak ho rahi hai", "चोर फिर से आ गए"])
async def test_danger_that_comes_back_is_danger(client: httpx.AsyncClient, words: str) -> None:
    first = await act(client, "action_answer", "RTI ki fees kitni hai", "ask_fee")
    assert (await act(client, "action_emergency", words, "emergency", sure=0.65, **first.slots)).kind == "emergency"
