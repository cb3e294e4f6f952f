"""What the Ear hears in free text: all of the facts told, and none that nobody told."""

from datetime import timedelta
from typing import Any

import pytest

from actions.facts_heard import ALL, Ear, HeardFacts
from knowledge.base import Shelf
from portal.calendar import today

Facts = dict[str, Any]


@pytest.fixture(scope="module")
def ear(shelf: Shelf) -> Ear:
    return Ear(shelf.current.rules.catalogue)


def told(said: HeardFacts) -> Facts:
    """The facts with sets as sorted lists and dates as days ago."""
    facts: Facts = dict(said.facts)
    for name, value in facts.items():
        if isinstance(value, frozenset):
            facts[name] = sorted(value)
    return facts


SEVERAL = [
    (
        "मैं विदिशा की विधवा हूँ, 42 साल की, बीपीएल कार्ड है",
        {"marital_status": "widowed", "district": "vidisha", "age": 42.0, "bpl": True, "gender": "female"},
    ),
    (
        "main sehore ke gaon me rehta hu, obc hu, mahine ka 9000 kamata hu",
        {"area": "rural", "district": "sehore", "caste_category": "obc", "income": 108_000.0, "gender": "male"},
    ),
    (
        "I am a 34 year old SC woman from Dewas, we earn 1.2 lakh a year",
        {"age": 34.0, "caste_category": "sc", "gender": "female", "district": "dewas", "income": 120_000.0},
    ),
    ("BPL hai pati mazdoori karte hain sambal card bhi hai", {"bpl": True, "sambal_card": True, "gender": "female"}),
]


@pytest.mark.parametrize(("words", "facts"), SEVERAL)
def test_several_facts_are_heard_in_one_message(ear: Ear, words: str, facts: Facts) -> None:
    assert told(ear.hear(words)) == facts


DENIED = [
    ("PF, ESIC, tax kuch nahi", ["epf_esic", "taxpayer"], {"epf_esic", "taxpayer", "taxpayer_in_family"}),
    (
        "income tax, car, sarkari naukri, kuch bhi nahi hai",
        ["four_wheeler_in_family"],
        {"taxpayer_in_family", "four_wheeler_in_family", "govt_job_in_family"},
    ),
    ("पीएफ नहीं कटता, टैक्स भी नहीं भरते", ["epf_esic"], {"epf_esic", "taxpayer_in_family"}),
    ("no bank account, no aadhaar", ["bank_account", "aadhaar"], {"bank_account", "aadhaar"}),
    ("बीपीएल कार्ड नहीं बना", [], {"bpl"}),
    ("घर में कोई सरकारी नौकरी, कार या टैक्स नहीं", ["four_wheeler_in_family"],
     {"govt_job_in_family", "four_wheeler_in_family", "taxpayer_in_family"}),
    ("we have no government job, car or tax payer", ["four_wheeler_in_family"],
     {"govt_job_in_family", "four_wheeler_in_family", "taxpayer_in_family"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "scope", "denied"), DENIED)
def test_what_is_denied_is_heard_as_not_so(ear: Ear, words: str, scope: list[str], denied: set[str]) -> None:
    assert told(ear.hear(words, scope)) == dict.fromkeys(denied, False)


def test_what_stands_by_itself_before_a_denied_list_is_so(ear: Ear) -> None:
    facts: Facts = {"govt_job_in_family": True, "bpl": False}
    assert told(ear.hear("सरकारी नौकरी है, बीपीएल या टैक्स नहीं", [])) == facts | {"taxpayer_in_family": False}


def test_a_denial_reaches_no_further_than_its_part(ear: Ear) -> None:
    facts: Facts = {"bpl": False, "sambal_card": True}
    assert told(ear.hear("BPL nahi hai par sambal card hai")) == facts
    assert told(ear.hear("I have no BPL card but a sambal card")) == facts


@pytest.mark.parametrize("words", ["umar 58, nahi nahi 61 saal", "58 साल, अरे नहीं 61 साल", "58 years, sorry 61 years"])
def test_the_last_of_two_ages_counts(ear: Ear, words: str) -> None:
    assert told(ear.hear(words)) == {"age": 61.0}


TO_COME = [
    ("बेटी 9 साल की है, अगले महीने 10 की हो जाएगी", 9.0),
    ("our daughter is 9, she turns 10 next month", 9.0),
    ("abhi 59 ka hu, march me 60 ka ho jaunga", 59.0),
    ("मैं अगले महीने 60 का हो जाऊँगा", None),
]


@pytest.mark.parametrize(("words", "age"), TO_COME)
def test_an_age_yet_to_be_reached_is_no_age(ear: Ear, words: str, age: float | None) -> None:
    assert ear.hear(words).facts.get("age") == age


OTHERS = [
    ("मेरी माँ 67 साल की हैं, गाँव में रहती हैं", "mother", {"age": 67.0, "area": "rural", "gender": "female"}),
    ("mere pitaji 70 ke hain", "father", {"age": 70.0, "gender": "male"}),
    ("my brother is 24 and unmarried", "brother", {"age": 24.0, "marital_status": "unmarried", "gender": "male"}),
    ("his brother is 30", "brother", {"age": 30.0, "gender": "male"}),
    ("a girl in our lane, 19 years old", "neighbour", {"age": 19.0, "gender": "female"}),
    ("meri chacheri behen 22 saal ki hai", "cousin_sister", {"age": 22.0, "gender": "female"}),
    ("my cousin is 26 years old", "cousin", {"age": 26.0}),
    ("my wife is 28 and pregnant", "wife", {"age": 28.0, "pregnant": True, "gender": "female"}),
    ("मेरा बेटा 40 प्रतिशत दिव्यांग है", "son", {"disability": True, "disability_percent": 40.0, "gender": "male"}),
]


@pytest.mark.parametrize(("words", "subject", "facts"), OTHERS)
def test_of_whom_a_message_speaks_is_heard(ear: Ear, words: str, subject: str, facts: Facts) -> None:
    said = ear.hear(words)
    assert (said.subject, told(said)) == (subject, facts)


def test_a_husband_mentioned_by_the_way_is_not_asked_for(ear: Ear) -> None:
    said = ear.hear("मैं 32 साल की हूँ, पति 38 के हैं और मज़दूरी करते हैं")
    assert (said.subject, told(said)) == ("self", {"age": 32.0, "gender": "female"})


@pytest.mark.parametrize(
    ("words", "gender"), [("ladki 22 ki hai, ladka 25 ka hai", "female"), ("लड़की 22 की, लड़का 25 का", "female")]
)
def test_the_two_of_a_wedding_are_kept_apart(ear: Ear, words: str, gender: str) -> None:
    assert told(ear.hear(words, ["age", "partner_age"], gender=gender)) == {"age": 22.0, "partner_age": 25.0}


@pytest.mark.parametrize(
    "words", ["the rest is the same", "baki sab wahi", "बाकी सब वैसा ही", "my sister, just like me", "वो मेरे जैसी है"]
)
def test_who_is_the_same_in_all_shares_all(ear: Ear, words: str) -> None:
    assert ear.hear(words).same == {ALL}


def test_who_does_the_same_work_shares_only_that(ear: Ear) -> None:
    assert ear.hear("meri behen bhi yahi kaam karti hai").same == {"occupation"}


AGES = [
    ("27", 27.0), ("45 साल", 45.0), ("umar sattar saal", 70.0), ("meri umar 35 hai", 35.0), ("I'm 45", 45.0),
    ("58 ke", 58.0), ("pachpan ke hain", 55.0), ("aged 63", 63.0), ("she has turned 60", 60.0),
    ("63 poore ho gaye", 63.0), ("साठ की हो गईं", 60.0), ("just turned eighteen years", 18.0), ("उमर ४२ बरस", 42.0),
    ("umr 41", 41.0), ("bas 39 saal", 39.0),
]  # fmt: skip


@pytest.mark.parametrize(("words", "age"), AGES)
def test_ages_are_heard_in_all_forms(ear: Ear, words: str, age: float) -> None:
    assert told(ear.hear(words, asked="age" if words.isdigit() else None)) == {"age": age}


def test_a_number_after_the_word_for_age_is_one(ear: Ear) -> None:
    assert told(ear.hear("उम्र गलत बता दी, छियालीस हो गई है")) == {"age": 46.0}
    assert told(ear.hear("उम्र पता नहीं, 2 बीघा ज़मीन है")).keys() == {"own_land", "land"}


def test_a_bare_number_among_other_things_is_an_age(ear: Ear) -> None:
    assert told(ear.hear("OBC, 45, BPL")) == {"caste_category": "obc", "age": 45.0, "bpl": True}


def test_a_year_and_a_day_of_birth_are_heard(ear: Ear) -> None:
    assert told(ear.hear("born in 1990")) == {"birth_year": 1990.0}
    assert str(told(ear.hear("जन्म 12/05/1988"))["birth_date"]) == "1988-05-12"


LAND = [
    ("3 bigha zameen hai", 0.3345), ("5 acre zameen", 2.0235), ("2 hectare jameen hai", 2.0),
    ("डेढ़ एकड़ ज़मीन है", 0.607), ("we have two acres of land", 0.8094),
]  # fmt: skip


@pytest.mark.parametrize(("words", "hectares"), LAND)
def test_land_is_heard_in_hectares(ear: Ear, words: str, hectares: float) -> None:
    assert told(ear.hear(words)) == {"own_land": True, "land": pytest.approx(hectares, abs=0.001)}


def test_irrigated_and_dry_land_make_up_the_land(ear: Ear) -> None:
    heard = told(ear.hear("दो एकड़ सिंचित, 1 एकड़ सूखी", ["land", "irrigated_land", "unirrigated_land"]))
    assert heard["land"] == pytest.approx(heard["irrigated_land"] + heard["unirrigated_land"])
    assert heard["irrigated_land"] == pytest.approx(2 * heard["unirrigated_land"])


INCOMES = [
    ("8000 mahina aamdani hai", 96_000.0), ("साल की कमाई 2 लाख", 200_000.0), ("रोज के 300 कमाते हैं", 90_000.0),
    ("12 thousand per month income", 144_000.0), ("hum mahine me das hazaar kamate hain", 120_000.0),
]  # fmt: skip


@pytest.mark.parametrize(("words", "a_year"), INCOMES)
def test_income_is_heard_by_the_year(ear: Ear, words: str, a_year: float) -> None:
    assert told(ear.hear(words)) == {"income": a_year}


AGO = [
    ("shadi 6 mahine pehle hui", "marriage_date", 180), ("शादी को हुए, दो साल पहले शादी", "marriage_date", 730),
    ("it happened last week", "violence_date", 7), ("पिछले महीने की बात है", "violence_date", 30),
    ("it was yesterday", "violence_date", 1),
]  # fmt: skip


@pytest.mark.parametrize(("words", "name", "days"), AGO)
def test_days_are_told_by_how_long_ago_they_were(ear: Ear, words: str, name: str, days: int) -> None:
    assert told(ear.hear(words, [name]))[name] == today() - timedelta(days=days)


def test_main_of_an_examination_is_no_i(ear: Ear) -> None:
    said = ear.hear("mere bete ki JEE Main rank 12000 hai", ["jee_rank"])
    assert (said.subject, told(said)) == ("son", {"jee_rank": 12_000.0, "gender": "male"})


def test_aur_after_kisi_joins_nothing(ear: Ear) -> None:
    assert told(ear.hear("kisi aur yojana ka paisa nahi aata", ["other_scheme_1250", "income"])) == {
        "other_scheme_1250": False
    }


@pytest.mark.parametrize("words", ["pati guzar gaye", "पति नहीं रहे", "my husband passed away"])
def test_whose_husband_has_died_is_a_widow(ear: Ear, words: str) -> None:
    facts = told(ear.hear(words))
    assert (facts["marital_status"], facts["breadwinner_died"]) == ("widowed", True)


@pytest.mark.parametrize("words", ["pitaji mazdoor the, ab nahi rahe", "my father worked in a mill, he died"])
def test_who_died_is_told_of_a_family(ear: Ear, words: str) -> None:
    facts = told(ear.hear(words, ["breadwinner_died"]))
    assert facts["breadwinner_died"] is True
    assert "marital_status" not in facts


UNKNOWN = [
    ("umar 40, income pata nahi", {"age": 40.0}, {"income"}), ("बीपीएल का पता नहीं", {}, {"bpl"}),
    ("not sure about sambal", {}, {"sambal_card"}), ("aamdani nahi batana", {}, {"income"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "facts", "unsaid"), UNKNOWN)
def test_what_is_not_known_or_not_told_is_heard_as_that(ear: Ear, words: str, facts: Facts, unsaid: set[str]) -> None:
    said = ear.hear(words)
    assert told(said) == facts
    assert said.unsaid == unsaid


def test_chal_nahi_pata_is_no_doubt(ear: Ear) -> None:
    said = ear.hear("chal nahi pata, 60% divyang")
    assert (said.unsaid, said.facts["disability_percent"]) == (frozenset(), 60.0)


@pytest.mark.parametrize("words", ["विधवा पेंशन कैसे मिलेगी", "widow pension ke liye kya kagaz lagenge"])
def test_names_of_schemes_state_nothing(ear: Ear, words: str) -> None:
    assert told(ear.hear(words, names=["विधवा पेंशन", "widow pension"])) == {}


NOTHING = [
    "माता पिता साथ रहते हैं", "डेढ़ महीने बाद आना", "मेरा डेटा देख लो", "वो कब देता है", "शहरी योजना", "बारी आ गई",
    "फार्म भरना है", "खाने के बाद आना", "काम हो गए", "sab chale gaye", "when will they come", "thank you, they told me",
    "kab tak aa jayega", "लिस्ट देखनी है", "do it again", "लकवा मार गया साहब",
]  # fmt: skip


@pytest.mark.parametrize("words", NOTHING)
def test_words_that_only_sound_like_facts_state_none(ear: Ear, words: str) -> None:
    assert told(ear.hear(words)) == {}


UNDONE = [
    ("समग्र की ई-केवाईसी बाकी है", "ekyc"),
    ("e-KYC pending", "ekyc"),
    ("land seeding baki hai", "land_record_seeded"),
    ("ekyc nahi hui", "ekyc"),
    ("रजिस्ट्री नहीं हुई", "deed_or_partition"),
    ("marriage is not registered", "hindu_marriage_registered"),
    ("साइकिल नहीं मिली", "bicycle_received"),
]


@pytest.mark.parametrize(("words", "name"), UNDONE)
def test_what_is_still_to_be_done_is_not_done(ear: Ear, words: str, name: str) -> None:
    assert told(ear.hear(words, [name]))[name] is False


def test_a_denial_that_belongs_to_another_phrase_denies_still(ear: Ear) -> None:
    assert told(ear.hear("सरकारी नौकरी नहीं है मेरी", ["govt_job", "occupation"]))["govt_job"] is False


def test_two_phrases_may_share_a_word(ear: Ear) -> None:
    heard = told(ear.hear("exactly 75% in the MP Board 12th"))
    assert (heard["board"], heard["marks"], heard["education"]) == ("mp_board", 75.0, "class_12")


@pytest.mark.parametrize("words", ["एक भी नहीं", "ek bhi nahi", "not even one"])
def test_not_even_one_is_none(ear: Ear, words: str) -> None:
    heard = told(ear.hear(words, ["sukanya_accounts"], "sukanya_accounts"))
    assert heard.get("sukanya_accounts", 0.0) == 0.0


ANSWERS = [
    ("sarkari", "school", "government"),
    ("गाँव", "class_12_school_place", "village"),
    ("शहर में", "class_12_school_place", "town"),
    ("पक्का", "pump_connection", "permanent"),
    ("नहीं", "pump_connection", "none"),
    ("सुनने की", "disability_type", "hearing_speech"),
]


@pytest.mark.parametrize(("words", "asked", "choice"), ANSWERS)
def test_a_word_answers_a_question_with_choices(ear: Ear, words: str, asked: str, choice: str) -> None:
    assert told(ear.hear(words, [asked], asked)) == {asked: choice}


def test_a_word_that_fits_several_choices_answers_none_of_them(ear: Ear) -> None:
    assert "occupation" not in told(ear.hear("काम", ["occupation"], "occupation"))


def test_question_words_state_nothing(ear: Ear) -> None:
    assert told(ear.hear("किस योजना से पैसा आता", ["other_scheme_1250"])) == {}


ELSEWHERE = [
    "पहली डिलीवरी है",
    "driving licence hai mera",
    "school 3 km hai",
    "व्यापारी को बेच दिया",
    "सर्वे वाले नहीं आए",
]


@pytest.mark.parametrize("words", ELSEWHERE)
def test_words_used_for_something_else_tell_of_no_work_and_no_income(ear: Ear, words: str) -> None:
    assert not told(ear.hear(words)).keys() & {"occupation", "income", "enrolled"}


def test_who_is_only_named_is_whom_the_next_part_is_of(ear: Ear) -> None:
    said = ear.hear("और मेरी पत्नी, 61 साल की")
    assert (said.subject, told(said)["age"]) == ("wife", 61.0)


def test_who_asks_for_somebody_speaks_of_them(ear: Ear) -> None:
    said = ear.hear("मैं अपनी बेटी के लिए पूछ रहा हूँ")
    assert (said.subject, told(said)) == ("daughter", {"gender": "female"})


def test_who_says_i_am_speaks_of_themselves(ear: Ear) -> None:
    assert ear.hear("27 ki hu").subject == "self"


def test_na_ho_denies_what_stands_before(ear: Ear) -> None:
    assert told(ear.hear("और अगर बीपीएल न हो तो")) == {"bpl": False}


def test_a_class_is_no_sum(ear: Ear) -> None:
    assert told(ear.hear("12वीं पास", ["income"], "income")) == {"education": "class_12"}


def test_gone_is_no_get(ear: Ear) -> None:
    assert told(ear.hear("गए पेंशन", ["other_pension"])) == {}


AT_HOME: list[tuple[str, bool | None]] = [
    ("हम उत्तर प्रदेश के हैं", False), ("main rajasthan ka rehne wala hu", False), ("hum jhansi UP ke nivasi hai", False),
    ("I am from Gujarat", False), ("hum mp ke hain, rajasthan ke nahi", True), ("meri shadi gujarat me hui thi", None),
    ("pati maharashtra me kaam karte hai", None), ("I am from Bihar, living in Bhopal for 2 years", None),
    ("rajasthan board se padha hu", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "here"), AT_HOME)
def test_who_is_at_home_in_another_state_does_not_live_here(ear: Ear, words: str, here: bool | None) -> None:
    assert told(ear.hear(words)).get("residence") is here


LIVED_ON: list[tuple[str, float | None]] = [
    ("ghar me 8000 mahina aata hai", 96_000.0), ("8 हजार महीना मिलता है", 96_000.0), ("8000 per month", 96_000.0),
    ("roz ke 400 milte hai", 120_000.0), ("tankhwah 15000", 180_000.0), ("salary 6 lakh", 600_000.0),
    ("kiraya 3000 mahina dete hai", None), ("bijli bill 800 mahina aata hai", None),
    ("pension 600 mahina milti hai", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "income"), LIVED_ON)
def test_a_sum_for_a_time_is_an_income_when_nothing_else_is_named(ear: Ear, words: str, income: float | None) -> None:
    assert told(ear.hear(words)).get("income") == income


@pytest.mark.parametrize("words", ["living here for 12 years", "12 saal se yahan hu", "I am a widow since 3 years"])
def test_how_long_something_lasts_is_no_age(ear: Ear, words: str) -> None:
    assert "age" not in told(ear.hear(words))


@pytest.mark.parametrize("words", ["बेटी नौवीं में पढ़ती है", "9vi me hai", "nauvi me padhta hai", "class 9"])
def test_the_class_is_heard_as_one_word_too(ear: Ear, words: str) -> None:
    assert told(ear.hear(words, ["school_class"]))["school_class"] == 9.0


OVER_COMMAS = [
    ("I have never taken a PMEGP, SVANidhi or Mudra loan", "business_loan_five_years", False),
    ("nobody took it, and no PMEGP, SVANidhi or Mudra loan in the last five years", "business_loan_five_years", False),
    ("I took a Mudra loan two years ago", "business_loan_five_years", True),
    ("टैक्स नईं भरतीं, सरकारी नौकरी नईं", "taxpayer_in_family", False),
    ("टैक्स नी भरां", "taxpayer_in_family", False),
    ("उन्हें दिव्यांग पेंशन पहले से मिल रही है", "other_pension", True),
    ("unko pati ki sarkari family pension aati hai", "other_pension", True),
    ("उसे अपने पति की सरकारी परिवार पेंशन मिलती है", "other_pension", True),
    ("मानदेय वाला कोई काम नहीं", "honorarium_worker", False),
    ("पक्का मकान कहीं नहीं", "own_house", False),
    ("vishwakarma ka labh ghar me aur kisi ne nahi liya", "vishwakarma_in_family", False),
    ("pehle kabhi is yojana me nahi gayi", "pilgrimage_taken", False),
    ("That cylinder is our neighbour's. Nobody in our house has any gas connection", "gas_connection", False),
]


@pytest.mark.parametrize(("words", "fact", "truth"), OVER_COMMAS)
def test_a_denial_is_heard_over_commas_and_in_the_way_of_the_country(
    ear: Ear, words: str, fact: str, truth: bool
) -> None:
    assert told(ear.hear(words, [fact]))[fact] is truth


@pytest.mark.parametrize("words", ["24000 is what the family earns in a month", "income 24 hazar mahina h"])
def test_what_is_earned_is_heard_beside_what_only_sounds_like_a_question_or_a_unit(ear: Ear, words: str) -> None:
    assert told(ear.hear(words, ["income", "land"], "bank_account")) == {"income": 288_000.0}


@pytest.mark.parametrize("words", ["one second", "ek minute ruko", "एक मिनट"])
def test_who_asks_for_a_moment_tells_no_age(ear: Ear, words: str) -> None:
    assert told(ear.hear(words, ["age"], "age")) == {}


@pytest.mark.parametrize(
    "text",
    [
        "उज्ज्वला का गैस कनेक्शन मुझे मिलेगा क्या?",
        "mujhe gas connection milega kya",
        "can I get a new gas connection",
        "sambal card kaise banega mujhe",
        "hame BPL card milega kya",
    ],
)
def test_what_is_hoped_for_is_not_had(ear: Ear, text: str) -> None:
    assert told(ear.hear(text)) == {}


def test_what_is_had_is_heard_beside_what_is_hoped_for(ear: Ear) -> None:
    assert told(ear.hear("gas connection hai, sambal card milega kya")) == {"gas_connection": True}


@pytest.mark.parametrize("text", ["39 ka hu, 5 saal me koi loan nahi liya", "I am 39, no loan taken in 5 years"])
def test_a_time_in_which_something_was_done_is_no_age(ear: Ear, text: str) -> None:
    assert told(ear.hear(text))["age"] == 39.0


@pytest.mark.parametrize("text", ["60 साल हो गए", "mujhe 62 saal ho gaye", "45 saal hue"])
def test_years_that_are_over_answer_a_question_for_the_age(ear: Ear, text: str) -> None:
    assert "age" in told(ear.hear(text, asked="age"))


@pytest.mark.parametrize(
    "text",
    [
        "उम्र 41 साल है, 42 गलत लिखा था",
        "umar 42 nahi 41 hai",
        "umar 41 hai 42 nahi",
        "my age is 41, not 42",
        "sorry i typed 42 by mistake, age is 41",
    ],
)
def test_a_number_that_is_taken_back_beside_the_right_one_is_not_heard(ear: Ear, text: str) -> None:
    assert ear.hear(text).facts["age"] == 41


def test_numbers_of_different_kinds_take_nothing_back_from_each_other(ear: Ear) -> None:
    facts = told(ear.hear("I am 41, not 2 acres but 3 acres"))
    assert (facts["age"], round(facts["land"], 2)) == (41, 1.21)


def test_an_is_written_as_one_letter_ends_what_is_said(ear: Ear) -> None:
    facts = ear.hear("samagra id h. na tax na sarkari naukri", ["taxpayer"]).facts
    assert (facts["samagra_id"], facts["taxpayer"]) == (True, False)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("और चाचाजी? वो 59 के हैं", "uncle"),
        ("और भतीजी प्राइवेट स्कूल में है", "niece"),
        ("भाई, मैं 30 का हूँ", "self"),
        ("I have the marksheet in hand now, it is 86 percent", None),
    ],
)
def test_of_whom_something_is_told_is_heard_from_how_they_are_called(ear: Ear, text: str, subject: str | None) -> None:
    assert ear.hear(text, ["marks", "school"]).subject == subject


def test_the_is_of_the_country_is_no_income(ear: Ear) -> None:
    facts = ear.hear("हमरे लरिका नहीं आय", ["only_daughters"]).facts
    assert (facts.get("only_daughters"), "income" in facts) == (True, False)


def test_a_short_denial_of_something_else_takes_back_no_sum_that_is_told(ear: Ear) -> None:
    words = "kamai 1.5 lakh saal, zameen 2 acre, koi anokhi baat nahi"
    assert ear.hear(words, ["income", "land"], "income").facts["income"] == 150_000.0


@pytest.mark.parametrize(
    ("text", "subject"), [("mummy 36 ki h, papa nhi rahe", "mother"), ("ससुरजी चल बसे, सास 70 की हैं", "mother_in_law")]
)
def test_whose_husband_is_no_more_is_widowed(ear: Ear, text: str, subject: str) -> None:
    said = ear.hear(text)
    assert (said.subject, said.facts["marital_status"]) == (subject, "widowed")


@pytest.mark.parametrize(("text", "marks"), [("got 58 in 10th", 58), ("12vi me 76 aaye", 76), ("class 10 me hu", None)])
def test_marks_are_heard_without_a_percent(ear: Ear, text: str, marks: int | None) -> None:
    assert ear.hear(text, ["marks"]).facts.get("marks") == marks


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("उम्र 62 साल, नहीं मिलती पेंशन, 2 बच्चे हैं", "age", 62),
        ("meri umar 50 hai, galat naam hai aadhar me, 2 bete", "age", 50),
        ("mere 2 bachche nahi padhte, 3 acre jameen", "children", 2),
        ("income 80000 hai, nahi hai sarkari naukri", "govt_job_in_family", False),
        ("papa ke paas paise nahi rahe, mummy 50 ki hain", "marital_status", None),
        ("papa naukri me nahi rahe, mummy 50 ki hai", "marital_status", None),
        ("mere mama nahi rahe, meri bua 60 ki hai", "marital_status", None),
        ("I got married at 21, my age is 30", "marks", None),
        ("मेरी नौकरी नहीं आय 50000 है", "income", 50_000),
    ],
)
def test_what_only_looks_like_a_correction_a_death_or_marks_is_none(
    ear: Ear, text: str, name: str, value: float | None
) -> None:
    assert ear.hear(text, ["children", "marks", "income"]).facts.get(name) == value


def test_a_brother_who_is_spoken_to_is_told_nothing_of(ear: Ear) -> None:
    assert ear.hear("और भाई, मेरी उम्र 60 है").subject is None
