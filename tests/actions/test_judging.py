"""Which case a message asks about: judged for whom, and by the rule of which record."""

import httpx
import pytest

from knowledge.base import Shelf
from tests.actions.talk import Answer, act

APY, STAND_UP = "apy", "stand_up_india"
CHECK = "action_check_eligibility"


async def judged(client: httpx.AsyncClient, conversation: str) -> Answer:
    """After a verdict on the Atal pension."""
    told = "I am 30, I pay no income tax, I have a savings account and Aadhaar. Can I join Atal Pension Yojana?"
    answer = await act(client, CHECK, told, "check_eligibility", language="en", conversation=conversation)
    assert (answer.kind, answer.topic) == ("eligibility", APY), answer.reply["text"]
    return answer


@pytest.mark.parametrize(
    "asked",
    [
        "And Stand-Up India?",
        "Stand-Up India? It is a brand new unit in my own name, I never defaulted.",
        "aur stand up india milega?",
    ],
)
async def test_after_a_verdict_another_scheme_is_judged_when_it_is_asked_for(
    client: httpx.AsyncClient, asked: str
) -> None:
    await judged(client, f"another {asked}")
    answer = await act(client, "action_answer", asked, sure=0.2, topic=APY, conversation=f"another {asked}")
    assert (answer.topic, answer.reply["meta"]["section"]) == (STAND_UP, "eligibility")
    assert answer.kind in ("eligibility", "ask")


async def test_what_is_asked_of_another_scheme_but_its_conditions_is_only_answered(client: httpx.AsyncClient) -> None:
    await judged(client, "fee")
    answer = await act(client, "action_answer", "what papers for Stand-Up India?", "ask_documents", conversation="fee")
    assert (answer.kind, answer.topic) == ("answer", STAND_UP)


async def test_he_is_the_one_of_whom_something_was_told_last(client: httpx.AsyncClient) -> None:
    await judged(client, "him")
    husband = await act(client, "action_answer", "My husband is 41", "inform", language="en", conversation="him")
    assert husband.reply["meta"]["verdict"] == "not_eligible"
    asked = "Is Jeevan Jyoti Bima open to him? He has a bank account and agrees to auto debit."
    answer = await act(client, "action_answer", asked, sure=0.2, language="en", conversation="him")
    assert (answer.topic, answer.reply["meta"]["verdict"]) == ("pmjjby", "eligible")
    assert "husband" in answer.reply["text"]


async def test_the_rest_being_the_same_lends_what_was_told_of_the_one_before(client: httpx.AsyncClient) -> None:
    told = "दादाजी 62 के हैं, बीपीएल कार्ड है, समग्र आईडी है, कोई और पेंशन नहीं। इंदिरा गांधी वृद्धावस्था पेंशन मिलेगी?"
    first = await act(client, CHECK, told, "check_eligibility", conversation="same")
    assert first.reply["meta"]["verdict"] == "eligible", first.reply["text"]
    then = await act(client, "action_answer", "दादी 59 की हैं, बाकी सब वैसा ही है", "inform", conversation="same")
    assert then.reply["meta"]["verdict"] == "not_eligible", then.reply["text"]


async def test_a_title_before_a_colon_names_what_is_asked_about(client: httpx.AsyncClient) -> None:
    told = "Akanksha coaching: a tribal boy with a caste certificate of ST, 60% in class 10. Eligible?"
    answer = await act(client, CHECK, told, "check_eligibility", language="en")
    assert answer.topic == "akanksha"


async def test_who_asks_for_a_daughter_is_asked_about_her_at_once(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "मेरी बेटी लाड़ली लक्ष्मी के लिए पात्र है क्या?", "ask_eligibility", sure=0.4)
    assert (answer.kind, answer.topic) == ("ask", "ladli_laxmi")


@pytest.mark.parametrize(
    "asked",
    [
        "sc walo ko awas sahayata ke liye kya shart hai",
        "jo sabse zyada number lata hai usko scooty milne ki shart kya hai",
    ],
)
async def test_who_asks_about_people_of_a_kind_is_told_the_rule(client: httpx.AsyncClient, asked: str) -> None:
    answer = await act(client, "action_answer", asked, "ask_eligibility", sure=0.6)
    assert answer.kind == "answer"


async def test_people_of_a_kind_are_no_new_subject(client: httpx.AsyncClient) -> None:
    asked = "बीपीएल कार्ड वालों को भी देना पड़ता है?"
    answer = await act(client, "action_answer", asked, "ask_fee", topic="rti_application", recent=["rti_application"])
    assert (answer.topic, answer.reply["meta"]["section"]) == ("rti_application", "fee")


async def test_a_card_that_somebody_has_is_not_what_is_asked_about(client: httpx.AsyncClient) -> None:
    told = "मेरी उम्र 35 है, समग्र आईडी है, टैक्स नहीं भरती, जिला हरदा। मुझे क्या मिल सकता है?"
    answer = await act(client, CHECK, told, "check_eligibility")
    assert answer.topic != "samagra_id_registration"


async def test_an_amount_put_right_after_a_verdict_is_judged_anew(client: httpx.AsyncClient) -> None:
    told = "मैं 30 साल की शादीशुदा महिला हूँ, मध्यप्रदेश की। घर की आमदनी साल की 30 लाख है। लाड़ली बहना मिलेगी?"
    first = await act(client, CHECK, told, "check_eligibility", conversation="amount")
    assert first.reply["meta"]["verdict"] == "not_eligible", first.reply["text"]
    right = await act(client, "action_answer", "माफ करना, साल की 1 लाख है", "complaint", sure=0.4, conversation="amount")
    assert right.topic == "ladli_behna"
    assert right.reply["meta"]["verdict"] != "not_eligible"


@pytest.mark.parametrize(
    ("told", "intent", "topic"),
    [
        ("हम यादव हैं, पिछड़ा वर्ग से। कॉलेज में हूँ। क्या मैं पोस्ट मैट्रिक छात्रवृत्ति का पात्र हूँ?", CHECK, "pms_obc"),
        ("I am 52 and was never married. Which papers for my pension?", "ask_documents", "avivahita_pension"),
        (
            "bhai mandbuddhi hai 8 saal ka, uske mahine ke 600 rupay ke kagaj batao",
            "ask_documents",
            "bahuviklang_sahayata",
        ),
    ],
)
async def test_what_is_told_decides_between_records_that_the_question_leaves_open(
    client: httpx.AsyncClient, told: str, intent: str, topic: str
) -> None:
    action = CHECK if intent == CHECK else "action_answer"
    answer = await act(client, action, told, intent.removeprefix("action_"), sure=0.8)
    assert answer.topic == topic, answer.reply["text"]


async def test_the_place_that_a_question_names_is_not_what_the_whole_message_means(client: httpx.AsyncClient) -> None:
    asked = "लोक सेवा केंद्र में आय प्रमाण पत्र कितने रुपये में बनता है"
    clauses = [{"text": asked, "intent": "ask_fee", "confidence": 0.9}]
    spoken_of = {"topic": "income_certificate", "recent": ["income_certificate"]}
    answer = await act(client, "action_answer", f"ठीक है। {asked}?", "ask_fee", clauses=clauses, **spoken_of)
    assert answer.topic == "income_certificate"


@pytest.mark.parametrize(("asked", "schemes"), [("makan ki koi yojana batao", True), ("makan", False)])
async def test_who_asks_for_a_scheme_is_offered_no_bills_and_certificates(
    client: httpx.AsyncClient, shelf: Shelf, asked: str, schemes: bool
) -> None:
    answer = await act(client, "action_answer", asked, "ask_summary", sure=0.5)
    assert answer.kind == "disambiguate"
    kinds = {shelf.current.records[topic].kind for topic in answer.reply["meta"]["topics"]}
    assert (kinds == {"scheme"}) is schemes


async def test_who_points_at_the_second_one_means_it_whatever_else_is_told(client: httpx.AsyncClient) -> None:
    question = {"text": "papers for the second one?", "intent": "ask_documents", "confidence": 0.9}
    told = {
        "text": "I am 40 years old, a widow, and have 2 acres of land and PM Kisan",
        "intent": "inform",
        "confidence": 0.8,
    }
    answer = await act(
        client, "action_answer", f"{told['text']}. {question['text']}", "ask_documents", language="en",
        clauses=[told, question], offered=["topic:ignwps:summary", "topic:pmmvy:summary"],
    )  # fmt: skip
    assert answer.topic == "pmmvy"
