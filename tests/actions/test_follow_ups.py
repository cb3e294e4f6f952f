"""What names nothing, or only an office, is asked of what was spoken of; what names something is asked of that."""

from typing import Any

import httpx
import pytest

from tests.actions.talk import act, call

OBC, LAPTOP, RTI = "caste_certificate_obc", "laptop", "rti_application"
OF_THE_SAME = [
    (LAPTOP, "uska form kaha bharu", "ask_how_to_apply"),
    (OBC, "लोक सेवा केंद्र में फीस कितनी लगेगी इसकी", "ask_fee"),
    (OBC, "जारी कौन करता है इसको", "ask_contact"),
    (RTI, "ok by when must they reply", "ask_time_limit"),
    (RTI, "but I hold a BPL card", "check_eligibility"),
    ("apy", "महीने की ज्यादा से ज्यादा कितनी पेंशन मिलेगी", "ask_benefits"),
    ("ladli_behna", "how much is it per month these days anyway", "ask_benefits"),
    ("police_character_verification", "do I have to pay tax money for it too", "ask_fee"),
    ("udyam_kranti", "oh. what is the interest subsidy in it, my son may take", "ask_benefits"),
    ("igndps", "Will he get the Indira Gandhi one?", "check_eligibility"),
    ("duplicate_marksheet_mpbse", "कैसे मँगाऊँ", "ask_how_to_apply"),
    ("igndps", "And what percentage of disability is needed?", "ask_eligibility"),
]


@pytest.mark.parametrize(("topic", "words", "intent"), OF_THE_SAME)
async def test_what_names_nothing_else_is_asked_of_what_was_spoken_of(
    client: httpx.AsyncClient, topic: str, words: str, intent: str
) -> None:
    action = "action_check_eligibility" if intent == "check_eligibility" else "action_answer"
    answer = await act(client, action, words, intent, topic=topic, section="fee")
    assert answer.topic == topic, answer.reply["text"]


OF_ANOTHER = [
    (LAPTOP, "one nation one ration card ka bhi", "ask_contact", "onorc"),
    (LAPTOP, "khet ke namantaran me kitne din", "ask_time_limit", "land_mutation"),
    (LAPTOP, "पुलिस चरित्र प्रमाण पत्र भी बनवाना है, उसका कितना पैसा?", "ask_fee", "police_character_verification"),
    ("", "लोक सेवा केंद्र में आय प्रमाण पत्र कितने रुपये में बनता है", "ask_fee", "income_certificate"),
    ("", "लोक सेवा केंद्र में कितने रुपये लगते हैं", "ask_fee", "lok_seva_kendra"),
    ("", "लर्निंग लाइसेंस तो बन गया, पक्के लाइसेंस की फीस कितनी है", "ask_fee", "driving_licence"),
    ("", "after my learners licence when may I take the driving licence test", "ask_time_limit", "driving_licence"),
    # Descriptions of several words are no follow-ups.
    ("sambal", "waise bijli girne se maut ho jaye to gharwalon ko tehsil se kitna", "ask_benefits", "rbc_6_4_relief"),
    ("khasra_khatauni_copy", "भाइयों में जमीन बाँटनी है, बँटवारे की अर्जी कहाँ लगती है", "ask_how_to_apply", "land_partition"),
    # What is denied is not meant.
    ("", "ews certificate nahi obc caste certificate ke liye kya kagaz", "ask_documents", OBC),
    ("", "लर्निंग लाइसेंस बन गया क्या, कितने दिन लगते हैं", "ask_time_limit", "learners_licence"),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "words", "intent", "named"), OF_ANOTHER)
async def test_what_is_named_is_asked_about(
    client: httpx.AsyncClient, topic: str, words: str, intent: str, named: str
) -> None:
    answer = await act(client, "action_answer", words, intent, topic=topic or None)
    assert answer.topic == named, answer.reply["text"]


POINTED_AT = [
    ("coming back to the police one, where do I apply for it", "ask_how_to_apply", "police_character_verification"),
    ("acha wo mool niwasi wala kitne din me banega", "ask_time_limit", "domicile_certificate"),
    ("और एम्बुलेंस का नंबर", "ask_contact", "helplines"),
]


@pytest.mark.parametrize(("words", "intent", "named"), POINTED_AT)
async def test_one_of_those_spoken_of_before_is_pointed_at_by_a_word_of_its_name(
    client: httpx.AsyncClient, words: str, intent: str, named: str
) -> None:
    recent = ["land_mutation", "police_character_verification", "domicile_certificate"]
    answer = await act(client, "action_answer", words, intent, topic="land_mutation", recent=recent)
    assert answer.topic == named, answer.reply["text"]


async def test_what_about_keeps_what_was_asked(client: httpx.AsyncClient) -> None:
    words = "What about Kanya Vivah, for the bride?"
    answer = await act(client, "action_answer", words, sure=0.4, topic="pm_kisan", section="benefits", language="en")
    assert (answer.topic, answer.reply["meta"]["section"]) == ("kanya_vivah", "benefits")


async def test_a_name_alone_keeps_what_was_asked_however_sure_it_is_taken_for_what_is_it(
    client: httpx.AsyncClient,
) -> None:
    words = "aur matru vandana mein?"
    answer = await act(
        client, "action_answer", words, "ask_summary", sure=0.9, topic="ladli_behna", section="documents"
    )
    assert (answer.topic, answer.reply["meta"]["section"]) == ("pmmvy", "documents")


async def test_the_answer_is_said_again_in_the_language_asked_for(client: httpx.AsyncClient) -> None:
    words = "My sister does not follow Hindi. Please say that again in English."
    answer = await act(client, "action_change_language", words, "change_language", topic="igndps", section="benefits")
    assert (answer.reply["lang"], answer.topic) == ("en", "igndps")
    assert "600" in answer.reply["text"]


async def test_who_tells_much_of_himself_is_not_asked_to_choose(client: httpx.AsyncClient) -> None:
    words = "मैं 62 साल की विधवा हूँ, छिंदवाड़ा में रहती हूँ, बीपीएल कार्ड है। मुझे क्या-क्या सहायता मिल सकती है?"
    answer = await act(client, "action_check_eligibility", words, "check_eligibility", sure=0.5)
    assert answer.kind == "recommend", answer.reply["text"]


@pytest.mark.parametrize(
    "words", ["I'd like to check whether I fit PM Vishwakarma", "ladli behna ki patrata apne liye check karni hai"]
)
async def test_who_wants_to_check_is_asked(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_answer", words, "ask_status", sure=0.3)
    assert (answer.kind, answer.reply["meta"]["verdict"]) == ("ask", "need_more"), answer.reply["text"]


async def test_words_that_choose_may_name_what_was_not_offered(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_choose", "Mudra, the Shishu one?", "choose", topic="pm_svanidhi", language="en")
    assert answer.topic == "pm_mudra"


IN_PLACE = [
    ("what papers for the first one", "ask_documents", "ss_vridh_pension"),
    ("dusri wali me kitna milta hai", "ask_benefits", "ignoaps"),
    ("तीसरी योजना का फॉर्म कहाँ भरें", "ask_how_to_apply", "ignwps"),
    ("how do I apply for the last one", "ask_how_to_apply", "ignwps"),
]


@pytest.mark.parametrize(("words", "intent", "named"), IN_PLACE)
async def test_a_question_may_name_the_place_of_what_was_offered(
    client: httpx.AsyncClient, words: str, intent: str, named: str
) -> None:
    offered = [f"topic:{name}:summary" for name in ("ss_vridh_pension", "ignoaps", "ignwps")]
    answer = await act(client, "action_answer", words, intent, offered=offered)
    assert answer.topic == named, answer.reply["text"]


async def test_an_ordinal_of_something_else_names_no_place(client: httpx.AsyncClient) -> None:
    offered = [f"topic:{name}:summary" for name in ("ss_vridh_pension", "ignoaps")]
    answer = await act(client, "action_answer", "pmmvy ki doosri kist kab aati hai", "ask_benefits", offered=offered)
    assert answer.topic == "pmmvy"


async def test_one_of_the_kind_that_was_offered_is_found_by_what_tells_it_apart(client: httpx.AsyncClient) -> None:
    offered = [f"topic:{name}:summary" for name in ("ss_vridh_pension", "ignoaps", "ignwps")]
    answer = await act(client, "action_choose", "viklang wali", "choose", offered=offered)
    assert answer.topic == "igndps"


@pytest.mark.parametrize(
    "words", ["राजस्थान की भामाशाह योजना का फॉर्म", "Maharashtra's Ladki Bahin form", "Telangana ki Rythu Bandhu yojana"]
)
@pytest.mark.parametrize("action", ["action_answer", "action_apply", "action_application_status"])
async def test_what_is_another_states_is_declined(client: httpx.AsyncClient, words: str, action: str) -> None:
    answer = await act(client, action, words, "apply", sure=0.3)
    assert answer.kind == "decline", answer.reply["text"]


async def test_who_comes_from_another_state_is_not_turned_away(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "main UP se hu, ladli behna ka paisa kitna hai", "ask_benefits")
    assert answer.topic == "ladli_behna"


async def test_a_homework_is_no_complaint(client: httpx.AsyncClient) -> None:
    words = "solve x^2 - 7x + 12 = 0 in full steps"
    answer = await act(
        client, "action_complaint_status", words, "complaint_status", sure=0.2, outside=0.2, language="en"
    )
    assert answer.kind == "decline"


@pytest.mark.parametrize(
    "words", ["PMEGP me mujhe kitni subsidy milegi", "What rate of subsidy will I get under PMEGP?"]
)
async def test_how_much_one_gets_is_no_question_whether_one_gets_it(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_check_eligibility", words, "check_eligibility", sure=0.4)
    assert (answer.kind, answer.topic) == ("answer", "pmegp")


async def test_what_a_part_plainly_asks_is_answered_when_the_whole_is_unsure(client: httpx.AsyncClient) -> None:
    asked = {"text": "gumasta ki fees kitni h", "intent": "ask_fee", "confidence": 0.9}
    told = {"text": "dukan pe 2 ladke hai", "intent": "inform", "confidence": 0.6}
    words = f"{asked['text']}, {told['text']}"
    answer = await act(client, "action_answer", words, "ask_benefits", sure=0.35, clauses=[asked, told])
    assert answer.reply["meta"]["section"] == "fee"


@pytest.mark.parametrize(("sure", "leads"), [(0.9, "documents"), (0.4, "how_to_apply")])
async def test_what_is_surely_asked_comes_first_else_what_is_said_first(
    client: httpx.AsyncClient, sure: float, leads: str
) -> None:
    told = {"text": "kisan credit card banwane bank jana h", "intent": "ask_how_to_apply", "confidence": 0.6}
    asked = {"text": "kon se kagaj saath rakhu", "intent": "ask_documents", "confidence": 0.8}
    words = f"{told['text']}, {asked['text']}"
    answer = await act(client, "action_answer", words, "ask_documents", sure=sure, clauses=[told, asked])
    assert (answer.topic, answer.reply["meta"]["section"]) == ("kcc", leads)


@pytest.mark.parametrize("words", ["mujhe scholarship chahiye", "मुझे लोन चाहिए", "mujhe ration card chahiye"])
async def test_who_wants_what_a_record_gives_is_not_sent_to_a_person(client: httpx.AsyncClient, words: str) -> None:
    body = call("action_handoff", words, "handoff", sure=0.65)
    replies = [sent["custom"] for sent in (await client.post("/webhook", json=body)).json()["responses"]]
    assert replies[-1]["meta"]["kind"] in ("answer", "disambiguate")


@pytest.mark.parametrize(("words", "sure"), [("mujhe adhikari chahiye", 0.65), ("pension wale se baat karao", 0.95)])
async def test_who_wants_a_person_gets_one(client: httpx.AsyncClient, words: str, sure: float) -> None:
    body = call("action_handoff", words, "handoff", sure=sure)
    replies = [sent["custom"] for sent in (await client.post("/webhook", json=body)).json()["responses"]]
    assert replies[-1]["meta"]["kind"] == "handoff"


async def test_a_record_named_in_full_was_not_among_what_was_offered(client: httpx.AsyncClient) -> None:
    offered = ["topic:zero_interest_crop_loan:summary", "topic:pmsby:summary"]
    answer = await act(client, "action_answer", "फसल बीमा में कितने रुपये कटेंगे?", "ask_fee", offered=offered)
    assert answer.topic == "pmfby"


async def test_who_asks_after_a_paper_means_the_one_that_is_named(client: httpx.AsyncClient) -> None:
    asked = "आय प्रमाण पत्र के लिए कल गया था, पंजीयन क्रमांक 5521 मिला, तैयार हुआ क्या?"
    answer = await act(client, "action_application_status", asked, "application_status")
    assert answer.topic == "income_certificate"


@pytest.mark.parametrize(
    ("spoken_of", "asked"),
    [
        ("sukanya_samriddhi", "साल में कम से कम कित्ते डालने पड़त हैं"),
        ("ladli_laxmi", "बिटिया छठवीं में जाएगी तब कित्ता"),
        ("sambal", "aur samanya me?"),
        ("gaon_ki_beti", "मूल निवासी भी लगाना पड़ेगा क्या"),
        ("ladli_behna", "online form bhar sakte hai kya"),
        ("aahar_anudan", "do I have to attach caste certificate"),
        ("igndps", "अर्जी कहाँ देनी है"),
        ("sambal", "and if it was an accident"),
        ("pm_surya_ghar", "3 वाले पर?"),
        ("ignwps", "विधवा पेंशन का फॉर्म मुफ्त है क्या"),
        ("kalyani_pension", "विधवा पेंशन का फॉर्म मुफ्त है क्या"),
    ],
)
async def test_what_fits_the_record_spoken_of_as_well_is_asked_of_it(
    client: httpx.AsyncClient, spoken_of: str, asked: str
) -> None:
    answer = await act(client, "action_answer", asked, "ask_benefits", sure=0.5, topic=spoken_of, recent=[spoken_of])
    assert answer.topic == spoken_of


@pytest.mark.parametrize(
    ("asked", "topic"),
    [
        ("मूल निवासी प्रमाण पत्र कैसे बनता है", "domicile_certificate"),
        ("kalyani pension me kitna milta hai", "kalyani_pension"),
        ("death certificate ki fees", "death_certificate"),
        ("and gumasta? must I renew it", "shop_establishment_gumasta"),
    ],
)
async def test_another_record_that_is_named_is_asked_about(client: httpx.AsyncClient, asked: str, topic: str) -> None:
    answer = await act(client, "action_answer", asked, "ask_summary", topic="gaon_ki_beti", recent=["gaon_ki_beti"])
    assert answer.topic == topic


async def test_a_paper_in_the_name_of_what_is_asked_about_is_no_question_for_papers(client: httpx.AsyncClient) -> None:
    held = {"topic": "rti_application", "section": "fee", "recent": ["rti_application"]}
    words = "aur police wale charitra praman patra ki?"
    answer = await act(client, "action_answer", words, "ask_documents", sure=0.4, **held)
    assert (answer.topic, answer.reply["meta"]["section"]) == ("police_character_verification", "fee")


async def test_what_is_surely_outside_in_one_part_is_declined_whatever_is_spoken_of(client: httpx.AsyncClient) -> None:
    part = {"text": "मौसम बताओ", "intent": "out_of_scope", "confidence": 0.93}
    words = f"कल हमारे इते पानी बरसेगा का? {part['text']}"
    held: dict[str, Any] = {"topic": "pmfby", "recent": ["pmfby"], "clauses": [part]}
    answer = await act(client, "action_answer", words, "out_of_scope", sure=0.4, outside=0.4, **held)
    assert answer.kind == "decline"


async def test_an_applications_number_beside_what_is_unclear_asks_after_it(client: httpx.AsyncClient) -> None:
    words = "मेरे जाति वाले फॉर्म <number:1> में कुछ कमी है क्या"
    answer = await act(client, "action_recommend", words, "recommend", sure=0.3)
    assert (answer.kind, answer.reply["meta"]["asks"]) == ("ask", "application_number")


async def test_what_is_wanted_beside_a_greeting_is_heard(client: httpx.AsyncClient) -> None:
    wanted = await act(client, "action_small_talk", "hello, I want to get a licence", "greet", sure=0.4, language="en")
    greeted = await act(client, "action_small_talk", "hello ji, kaise ho", "greet", sure=0.4)
    assert (wanted.kind, greeted.kind) == ("disambiguate", "smalltalk")


@pytest.mark.parametrize("action", ["action_choose", "action_answer"])
async def test_more_of_the_same_is_answered_from_the_section_of_before(client: httpx.AsyncClient, action: str) -> None:
    held: dict[str, Any] = {"topic": "pm_surya_ghar", "recent": ["pm_surya_ghar"], "section": "benefits"}
    more = {"ask_eligibility": 0.21, "ask_benefits": 0.04}
    answer = await act(client, action, "3 वाले पर?", "choose", sure=0.31, also=more, **held)
    assert (answer.topic, answer.reply["meta"]["section"]) == ("pm_surya_ghar", "benefits")


@pytest.mark.parametrize(
    "words", ["even for somebody with a BPL card?", "जिनके पास बीपीएल कार्ड है उनके लिए भी?", "BPL card walo ko bhi?"]
)
async def test_what_people_of_a_kind_have_is_no_subject(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_answer", words, "ask_fee", topic=RTI, section="fee")
    assert answer.topic == RTI, answer.reply["text"]


async def test_a_card_that_one_has_is_not_what_is_asked_about(client: httpx.AsyncClient) -> None:
    words = "BPL card hai hamara, ek cylinder par kitni subsidy milti hai"
    answer = await act(client, "action_answer", words, "ask_benefits", topic="ujjwala", recent=["ujjwala"])
    assert answer.topic == "ujjwala", answer.reply["text"]


async def test_who_puts_right_what_he_meant_means_another_record(client: httpx.AsyncClient) -> None:
    words = "nahi, mera matlab kalyani wali shaadi ki yojana"
    answer = await act(client, "action_answer", words, "ask_summary", topic="kanya_vivah", recent=["kanya_vivah"])
    assert answer.topic == "kalyani_vivah", answer.reply["text"]


async def test_who_goes_back_to_a_record_asks_about_that_one(client: httpx.AsyncClient) -> None:
    words = "thik hai, sambal par wapas aate hain, sadharan maut par kitna"
    slots = {"topic": "rbc_6_4_relief", "recent": ["rbc_6_4_relief", "sambal"]}
    answer = await act(client, "action_answer", words, "ask_benefits", **slots)
    assert answer.topic == "sambal", answer.reply["text"]


async def test_a_wish_for_a_language_is_no_subject(client: httpx.AsyncClient) -> None:
    wish = {"text": "अब हिंदी में समझाइए", "intent": "change_language", "confidence": 0.95}
    asked = {"text": "कितने दिन में बनता है", "intent": "ask_time_limit", "confidence": 0.95}
    words = f"{wish['text']}, {asked['text']}"
    answer = await act(
        client, "action_answer", words, "ask_time_limit", clauses=[wish, asked], topic="domicile_certificate"
    )
    assert answer.topic == "domicile_certificate"


@pytest.mark.parametrize(("kind", "expected"), [("answer", "answer"), ("smalltalk", "smalltalk")])
async def test_who_names_a_language_after_an_answer_hears_it_in_that_one(
    client: httpx.AsyncClient, kind: str, expected: str
) -> None:
    slots = {"topic": "igndps", "section": "benefits", "last_reply": {"meta": {"kind": kind}}}
    answer = await act(client, "action_change_language", "in English please", "change_language", **slots)
    assert (answer.kind, answer.reply["lang"]) == (expected, "en")


@pytest.mark.parametrize("words", ["and 3 kW", "aur 3 kilowatt par"])
async def test_what_is_only_added_is_the_question_before_once_more(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_answer", words, "inform", sure=0.3, topic="pm_surya_ghar", section="benefits")
    assert (answer.kind, answer.reply["meta"]["section"]) == ("answer", "benefits"), answer.reply["text"]


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("एक से ज़्यादा पन्ने हों तो?", "fee"),
        ("and if it is two pages?", "fee"),
        ("और अगर वे मना कर दें तो अपील कहाँ?", "appeal"),
    ],
)
async def test_another_case_is_the_question_before_unless_it_asks_its_own(
    client: httpx.AsyncClient, words: str, section: str
) -> None:
    asked = f"ask_{section}" if section == "appeal" else "ask_eligibility"
    answer = await act(client, "action_answer", words, asked, sure=0.5, topic=RTI, section="fee")
    assert (answer.topic, answer.reply["meta"]["section"]) == (RTI, section)


@pytest.mark.parametrize("words", ["कल ओले गिरेंगे क्या इधर", "should I buy gold this month"])
async def test_what_is_no_business_of_ours_and_fits_nothing_of_the_subject_is_declined(
    client: httpx.AsyncClient, words: str
) -> None:
    answer = await act(client, "action_answer", words, "out_of_scope", sure=0.45, outside=0.45, topic=OBC)
    assert answer.kind == "decline", answer.reply["text"]


@pytest.mark.parametrize("words", ["I'd much prefer to speak with a person", "किसी आदमी से बात करना ठीक रहेगा"])
async def test_who_speaks_of_a_person_gets_one_at_half_the_surety(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_handoff", words, "handoff", sure=0.6, topic=OBC)
    assert answer.kind == "handoff"


async def test_the_first_suggestion_is_what_is_spoken_of_then(client: httpx.AsyncClient) -> None:
    words = "मैं 62 साल की विधवा हूँ, छिंदवाड़ा में रहती हूँ, बीपीएल कार्ड है। मुझे क्या-क्या सहायता मिल सकती है?"
    answer = await act(client, "action_check_eligibility", words, "check_eligibility", sure=0.5, topic=LAPTOP)
    assert answer.slots["topic"] == answer.reply["meta"]["topics"][0]


async def test_what_stands_within_a_record_is_answered_by_it(client: httpx.AsyncClient) -> None:
    words = "वन स्टॉप सेंटर में कौन-कौन सी मदद मिलती है"
    answer = await act(client, "action_recommend", words, "recommend", sure=0.85)
    assert (answer.kind, answer.topic) == ("answer", "one_stop_centre")


@pytest.mark.parametrize(
    "words",
    ["PMEGP me gaon ki mahila ko kitne percent subsidy milegi", "What percent subsidy would my aunt get from PMEGP?"],
)
async def test_a_measure_is_asked_for_though_a_check_is_likelier(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(
        client, "action_check_eligibility", words, "check_eligibility", sure=0.6, also={"ask_benefits": 0.2}
    )
    assert (answer.kind, answer.reply["meta"]["section"]) == ("answer", "benefits"), answer.reply["text"]


async def test_the_number_of_a_scheme_is_that_of_the_scheme(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "पीएम किसान वालों का हेल्पलाइन नंबर दो", "ask_contact")
    assert answer.topic == "pm_kisan"


async def test_a_question_that_names_none_of_those_offered_is_of_the_one_it_fits_best(
    client: httpx.AsyncClient,
) -> None:
    offered = [f"topic:{name}:summary" for name in ("igndps", "bahuviklang_sahayata", "nishaktjan_vivah")]
    answer = await act(
        client, "action_answer", "कितने प्रतिशत होना चाहिए", "ask_eligibility", offered=offered, topic=LAPTOP
    )
    assert answer.topic in {"igndps", "bahuviklang_sahayata", "nishaktjan_vivah"}, answer.reply["text"]


async def test_and_if_is_no_mere_yes(client: httpx.AsyncClient) -> None:
    slots = {"topic": "nishaktjan_vivah", "section": "benefits"}
    answer = await act(client, "action_confirm", "agar dulhan bhi divyang ho?", "affirm", sure=0.3, **slots)
    assert (answer.kind, answer.topic) == ("answer", "nishaktjan_vivah"), answer.reply["text"]


async def test_what_seems_no_business_of_ours_but_fits_the_record_is_answered(client: httpx.AsyncClient) -> None:
    words = "बेटी के कक्षा छह में प्रवेश पर कितना"
    slots = {"topic": "ladli_laxmi", "section": "benefits"}
    answer = await act(client, "action_answer", words, "out_of_scope", sure=0.52, outside=0.52, **slots)
    assert (answer.kind, answer.topic) == ("answer", "ladli_laxmi"), answer.reply["text"]


@pytest.mark.parametrize(("asked", "sure"), [("any concession in the fee", 0.9), ("any concession", 0.3)])
async def test_what_is_had_is_told_beside_the_question(client: httpx.AsyncClient, asked: str, sure: float) -> None:
    words = f"I have a BPL card, {asked}?"
    parts = [
        {"text": "I have a BPL card", "intent": "inform", "confidence": 0.7},
        {"text": asked, "intent": "ask_fee", "confidence": sure},
    ]
    answer = await act(client, "action_answer", words, "ask_fee", topic=RTI, section="appeal", clauses=parts)
    assert (answer.topic, answer.reply["meta"]["section"]) == (RTI, "fee")


async def test_where_something_is_is_asked_of_what_was_spoken_of(client: httpx.AsyncClient) -> None:
    answer = await act(
        client, "action_answer", "wahan pahunchna kaise hai", "out_of_scope",
        outside=0.5, topic="one_stop_centre", also={"ask_how_to_apply": 0.22, "ask_time_limit": 0.1},
    )  # fmt: skip
    assert (answer.kind, answer.topic) == ("answer", "one_stop_centre")


@pytest.mark.parametrize("words", ["bpl wale ko bhi lagti?", "mahilao ki bhi itni hi lagti", "for SC people too?"])
async def test_people_of_a_kind_are_asked_about_in_the_section_before(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_answer", words, "ask_documents", sure=0.6, topic=OBC, section="fee")
    assert (answer.topic, answer.reply["meta"]["section"]) == (OBC, "fee")


async def test_what_is_it_is_answered_whatever_was_asked_of_another(client: httpx.AsyncClient) -> None:
    words = "one stop centre kya hota hai"
    answer = await act(client, "action_answer", words, "ask_summary", topic="ladli_behna", section="status")
    assert (answer.topic, answer.reply["meta"]["section"]) == ("one_stop_centre", "summary")


async def test_the_weather_is_no_follow_up(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "kal barish hogi kya yaha", "out_of_scope", outside=0.4, topic=OBC)
    assert answer.kind == "decline"


async def test_what_is_put_right_decides_whatever_the_next_sentence_could_be_of(client: httpx.AsyncClient) -> None:
    words = "are nahi, mera mtlb mrityu wala tha. kitne din ke andar suchna deni hoti h"
    parts = [
        {"text": "are nahi", "intent": "deny", "confidence": 0.9},
        {"text": "mera mtlb mrityu wala tha", "intent": "inform", "confidence": 0.5},
        {"text": "kitne din ke andar suchna deni hoti h", "intent": "ask_deadline", "confidence": 0.8},
    ]
    held = {"topic": "birth_certificate", "recent": ["birth_certificate"], "section": "how_to_apply"}
    answer = await act(client, "action_answer", words, "ask_deadline", clauses=parts, **held)
    assert answer.topic == "death_certificate"


@pytest.mark.parametrize(
    ("words", "named"), [("kisan credit card ke liye", "kcc"), ("विधवा पेंशन के लिए?", "kalyani_pension")]
)
async def test_a_name_with_a_word_for_people_in_it_is_a_name(client: httpx.AsyncClient, words: str, named: str) -> None:
    answer = await act(client, "action_answer", words, "ask_documents", topic=LAPTOP, section="documents")
    assert answer.topic in {named, "ignwps"}


async def test_sc_st_are_people_under_the_record_spoken_of(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "sc st ko?", "ask_benefits", sure=0.4, topic=RTI, section="fee")
    assert answer.topic == RTI


async def test_vehicles_are_no_place_spoken_of(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "वाहन का लाइसेंस बनवाना है", "ask_how_to_apply", topic="ladli_behna")
    assert answer.topic != "ladli_behna"


async def test_a_name_that_two_records_share_leaves_the_choice(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "namantaran ki jankari chahiye", "ask_summary")
    assert answer.kind == "disambiguate"
    assert {"land_mutation", "urban_property_mutation"} <= set(answer.reply["meta"]["topics"])


async def test_who_goes_back_to_what_was_spoken_of_names_it_in_part(client: httpx.AsyncClient) -> None:
    words = "wapas awas pe aao, usme kagaj kya lagenge"
    before = {"topic": "kcc", "recent": ["kcc", "pmay_gramin"], "section": "fee"}
    assert (await act(client, "action_answer", words, "ask_documents", **before)).topic == "pmay_gramin"


@pytest.mark.parametrize("words", ["jinka ujjwala connection h unko alag form bharna padega?", "aur baki behno ko?"])
async def test_people_whom_the_record_is_for_are_no_other_record(client: httpx.AsyncClient, words: str) -> None:
    answer = await act(client, "action_answer", words, "ask_how_to_apply", topic="lpg_450", section="benefits")
    assert answer.topic == "lpg_450"


async def test_what_is_supposed_at_the_end_is_no_other_record(client: httpx.AsyncClient) -> None:
    answer = await act(client, "action_answer", "aur accident hota to?", "ask_summary", sure=0.35, topic="sambal")
    assert answer.topic == "sambal"


async def test_a_question_that_is_sure_is_our_business_whatever_is_told_before_it(client: httpx.AsyncClient) -> None:
    told = {"text": "padosi aa gaye", "intent": "out_of_scope", "confidence": 0.45}
    asked = {"text": "us centre me rukne ka paisa lagta hai kya", "intent": "ask_fee", "confidence": 0.65}
    words = f"{told['text']}, {asked['text']}"
    answer = await act(
        client, "action_answer", words, "ask_fee", sure=0.5, clauses=[told, asked], topic="one_stop_centre"
    )
    assert (answer.kind, answer.topic) == ("answer", "one_stop_centre")


async def test_new_and_every_year_name_no_other_record(client: httpx.AsyncClient) -> None:
    words = "हर साल नया कराना पड़ता है कि एक ही बार"
    answer = await act(client, "action_answer", words, "ask_validity", topic="construction_worker_registration")
    assert answer.topic == "construction_worker_registration"


async def test_the_one_of_something_is_what_has_it_in_its_name_whatever_its_ending(client: httpx.AsyncClient) -> None:
    before = {"topic": "vikramaditya", "recent": ["vikramaditya", "awas_sahayata"], "section": "benefits"}
    answer = await act(client, "action_answer", "form kaha bharte h, kamre wali ka", "ask_how_to_apply", **before)
    assert answer.topic == "awas_sahayata"


async def test_a_question_without_a_word_of_complaints_is_of_none(client: httpx.AsyncClient) -> None:
    seems: dict[str, Any] = {"also": {"ask_fee": 0.2}, "sure": 0.7, "topic": RTI}
    answer = await act(client, "action_complaint_status", "any stamp duty on it", "complaint_status", **seems)
    assert answer.kind == "answer"


@pytest.mark.parametrize(
    "words", ["is there any other scheme for widows", "pension ka paisa wapas karna hai", "certificate wapas aa gaya"]
)
async def test_another_scheme_and_what_comes_back_are_not_what_was_spoken_of_before(
    client: httpx.AsyncClient, words: str
) -> None:
    before = {"topic": "ladli_behna", "recent": ["ladli_behna", "income_certificate", "apy"], "section": "benefits"}
    answer = await act(client, "action_answer", words, "ask_summary", sure=0.5, **before)
    assert answer.topic not in {"income_certificate", "apy"}
