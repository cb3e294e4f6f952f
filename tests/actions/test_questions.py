"""Which part of a message asks, and of which record, where several could be meant."""

from typing import Any

import httpx
import pytest

from tests.actions.talk import act

APPLY, CHECK, RECOMMEND = "action_apply", "action_check_eligibility", "action_recommend"


def part(text: str, intent: str, confidence: float) -> dict[str, Any]:
    return {"text": text, "intent": intent, "confidence": confidence}


@pytest.mark.parametrize(("stop", "leads"), [("।", "how_to_apply"), (",", "documents")])
async def test_a_sentence_that_ends_before_the_question_only_tells(
    client: httpx.AsyncClient, stop: str, leads: str
) -> None:
    told = part("पुलिस से चाल चलन का कागज़ लाने को कहा", "ask_documents", 0.8)
    asked = part("थाने जाना होगा या घर बैठे बनवा सकते हैं", "ask_how_to_apply", 0.7)
    words = f"{told['text']}{stop} {asked['text']}?"
    answer = await act(client, "action_answer", words, "ask_how_to_apply", sure=0.4, clauses=[told, asked])
    assert (answer.topic, answer.reply["meta"]["section"]) == ("police_character_verification", leads)


async def test_a_question_that_names_nothing_is_about_what_was_told_before_it(client: httpx.AsyncClient) -> None:
    told = part("भाभी का नाम राशन पर्ची में जुड़वाना है", "out_of_scope", 0.3)
    clauses = [part("भाई की शादी हुई है", "inform", 0.4), told, part("कहाँ जाना होगा", "ask_how_to_apply", 0.9)]
    words = f"भाई की शादी हुई है, {told['text']}। कहाँ जाना होगा?"
    answer = await act(client, "action_answer", words, "ask_how_to_apply", sure=0.8, clauses=clauses)
    assert (answer.kind, answer.topic) == ("answer", "ration_card_patrata_parchi")


async def test_a_question_that_could_be_of_many_is_about_what_the_message_describes(client: httpx.AsyncClient) -> None:
    clauses = [
        part("papa ka sambal card bana hai", "inform", 0.6),
        part("mera college me admission ho gaya", "my_data", 0.1),
        part("sambal majduro ke bachcho ki fees sarkar bharti hai na", "ask_fee", 0.5),
        part("uska form kis portal pe bharna hai", "ask_how_to_apply", 0.9),
    ]
    words = "{} aur {}. {}, {}".format(*(clause["text"] for clause in clauses))
    answer = await act(client, "action_answer", words, "ask_how_to_apply", sure=0.5, clauses=clauses)
    assert answer.topic == "jankalyan_shiksha"


async def test_what_is_applied_for_is_named_beside_the_wish_not_beside_what_is_offered(
    client: httpx.AsyncClient,
) -> None:
    wish, offer = part("मेरे आय प्रमाण पत्र का आवेदन भर दीजिए", "apply", 0.95), part("समग्र आईडी दूँ", "affirm", 0.3)
    answer = await act(client, APPLY, f"{wish['text']}, {offer['text']}?", "apply", clauses=[wish, offer])
    assert answer.topic == "income_certificate"


@pytest.mark.parametrize(
    "words",
    [
        "learning banne ke kitne din baad pakka licence banega",
        "लर्निंग लाइसेंस मिलने के कितने दिन बाद पक्का लाइसेंस ले सकते हैं",
        "मकान की रजिस्ट्री हो गई, अब नगर निगम के रिकॉर्ड में मकान अपने नाम कराना है",
    ],
)
async def test_what_is_had_already_is_not_what_is_asked_about(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_answer", words, "ask_how_to_apply")
    assert answer.topic in {"driving_licence", "urban_property_mutation"}


async def test_how_long_something_lasts_after_it_is_made_is_asked_of_itself(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "learning licence banne ke baad kab tak chalta hai", "ask_validity")
    assert answer.topic == "learners_licence"


@pytest.mark.parametrize(
    ("clause", "kind"),
    [(part("use kya kya scholarship mil sakti hai", "recommend", 0.95), "recommend"), (None, "ask")],
)
async def test_who_surely_asks_in_one_part_for_all_there_is_is_not_told_of_one(
    client: httpx.AsyncClient, clause: dict[str, Any] | None, kind: str
) -> None:
    words = "beti ne gaon ke school se 12th 66% se pass ki, obc hai. use kya kya scholarship mil sakti hai"
    answer = await act(client, RECOMMEND, words, "recommend", sure=0.5, clauses=[clause] if clause else None)
    assert answer.kind == kind


async def test_who_surely_asks_in_one_part_for_a_person_gets_one(client: httpx.AsyncClient) -> None:
    clauses = [
        part("kisi insaan se baat karao", "handoff", 0.99),
        part("silai machine wali yojana", "ask_summary", 0.5),
    ]
    words = ", ".join(clause["text"] for clause in clauses)
    answer = await act(client, "action_handoff", words, "handoff", sure=0.6, clauses=clauses)
    assert answer.kind == "handoff"


async def test_a_name_that_others_fit_as_well_offers_a_choice(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "लाड़ली वाली स्कीम का पैसा", "ask_status", sure=0.4)
    assert answer.kind == "disambiguate"
    assert {"ladli_behna", "ladli_laxmi"} <= set(answer.reply["meta"]["topics"])


async def test_a_part_that_could_be_anything_does_not_make_ours_what_is_not(client: httpx.AsyncClient) -> None:
    clauses = [
        part("Wipro indore me fresher ki vacancy nikli kya", "out_of_scope", 0.95),
        part("HR ka number de do", "ask_contact", 0.9),
    ]
    words = ", ".join(clause["text"] for clause in clauses)
    answer = await act(client, "action_answer", words, "ask_contact", sure=0.33, outside=0.64, clauses=clauses)
    assert answer.kind == "decline"


async def test_several_sections_of_some_likelihood_are_no_question_whether_one_gets_it(
    client: httpx.AsyncClient,
) -> None:
    words = "हमें गाँव की महिलाओं वाले समूह में जुड़ना है किससे मिलना होगा"
    others = {"ask_contact": 0.25, "ask_fee": 0.1}
    answer = await act(client, "action_answer", words, "ask_how_to_apply", sure=0.3, also=others)
    assert (answer.kind, answer.topic) == ("answer", "nrlm")


async def test_who_names_a_complaint_and_its_number_hears_first_how_it_is_followed(client: httpx.AsyncClient) -> None:
    asked = await act(client, "action_complaint_status", "complaint <number:1> ka status", "complaint_status")
    alone = await act(client, "action_complaint_status", "<number:1> ka status", "complaint_status")
    assert asked.lead is not None
    assert asked.lead["meta"]["kind"] == "complaint_status"
    assert alone.lead is None


async def test_where_a_form_is_given_is_asked_in_one_part_however_the_whole_is_taken(client: httpx.AsyncClient) -> None:
    told = part("मेरी बुआ 53 साल की हैं और शादी नहीं की", "inform", 0.4)
    asked = part("उनके लिए पेंशन का आवेदन कहाँ देना है", "ask_how_to_apply", 0.56)
    words = f"{told['text']}। {asked['text']}?"
    more: dict[str, Any] = {"sure": 0.4, "also": {"ask_how_to_apply": 0.34}, "clauses": [told, asked]}
    answer = await act(client, "action_application_status", words, "application_status", **more)
    assert (answer.kind, answer.topic) == ("answer", "avivahita_pension")
    assert answer.reply["meta"]["section"] == "how_to_apply"


async def test_a_part_that_names_no_other_record_brings_none_in(client: httpx.AsyncClient) -> None:
    clauses = [
        part("What is the minimum", "ask_eligibility", 0.6),
        part("maximum loan in Stand-Up India", "ask_benefits", 0.6),
    ]
    words = "What is the minimum and maximum loan in Stand-Up India?"
    answer = await act(client, "action_answer", words, "ask_benefits", sure=0.6, clauses=clauses, language="en")
    assert answer.topic == "stand_up_india"
    assert "Jan Dhan" not in answer.reply["text"]


async def test_a_part_that_tells_what_was_does_not_ask(client: httpx.AsyncClient) -> None:
    told = part("jati praman patra ke liye school ki marksheet di thi", "ask_documents", 0.9)
    asked = part("mera bana ki nahi dekh lo", "complaint_status", 0.5)
    words = f"{told['text']}, {asked['text']}"
    answer = await act(
        client, "action_application_status", words, "application_status", sure=0.4, clauses=[told, asked]
    )
    assert answer.kind in {"application_status", "ask"}, answer.reply["text"]


@pytest.mark.parametrize("words", ["मेरा नंबर <phone:1> है, और शुल्क?", "mera number <phone:1> hai, kharcha kitna"])
async def test_a_number_beside_a_question_is_no_wish_to_see_a_case(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(
        client, "action_application_status", words, "application_status", sure=0.59, also={"ask_fee": 0.21},
        topic="income_certificate",
    )  # fmt: skip
    assert (answer.kind, answer.reply["meta"]["section"]) == ("answer", "fee"), answer.reply["text"]


async def test_what_became_of_an_application_is_no_question_of_days(client: httpx.AsyncClient) -> None:
    words = "das din ho gaye mera aavedan kahan pahuncha"
    belief = {"ask_time_limit": 0.25}
    answer = await act(client, "action_application_status", words, "application_status", sure=0.6, also=belief)
    assert answer.kind != "answer", answer.reply["text"]
