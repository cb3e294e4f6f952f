import pytest

from actions.answer_kinds import asked_kinds, told_kinds
from knowledge.schema import Fact, SectionText, Speech


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("is pension ke liye kitni umar honi chahiye", {"age"}),
        ("किस उम्र से शुरू होती है", {"age"}),
        ("what is the age limit", {"age"}),
        ("कितने प्रतिशत अंक चाहिए", {"share"}),
        ("12th me kitne % chahiye", {"share"}),
        ("how much land is needed", {"area"}),
        ("कितने दिन काम किया होना चाहिए", {"time"}),
        ("how many days after the test", {"time"}),
        ("collector sunwai kis din hoti hai", {"weekday"}),
        ("subsidy % for a unit in a city?", {"share"}),
        ("what is the minimum and maximum loan", {"money"}),
        ("कितने रुपये मिलते हैं", {"money"}),
        ("खाता कितने साल की बच्ची तक खुलता है", {"age"}),
        ("कितने वर्गमीटर तक", {"area"}),
        ("kitne ghante me batana hai", {"time"}),
        ("loan kitne se kitne tak milta hai", {"money"}),
        ("ज़मीन कितनी होनी चाहिए", {"area"}),
        ("किस कक्षा में मिलती है", {"schooling"}),
        ("is class 8 needed", set()),
        ("how many kg of wheat", {"quantity"}),
        ("मरने पर कितनी सहायता है", {"money"}),
        ("किस तरह की सहायता मिलती है", set()),
        ("I use 110 units. What should I do?", set()),
        ("is 8th pass needed", {"schooling"}),
    ],
)
def test_a_measure_is_asked_for_beside_a_word_that_asks(text: str, kinds: set[str]) -> None:
    assert asked_kinds(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "I have 40 % disability",
        "meri umar 54 saal hai",
        "68 percent se pass hui hu",
        "हमारे पास तीन एकड़ ज़मीन है",
        "what papers",
        "",
    ],
)
def test_a_measure_that_is_told_is_not_asked_for(text: str) -> None:
    assert asked_kinds(text) == frozenset()


@pytest.mark.parametrize(
    ("hi", "en", "kinds"),
    [
        ("उम्र 18 या ज़्यादा।", "Aged 18 or more.", {"age"}),
        ("लागत का 40 प्रतिशत।", "40% of the cost.", {"share"}),
        ("5 एकड़ तक।", "Up to 5 acres.", {"area"}),
        ("21 दिन में।", "Within 21 days.", {"time"}),
        ("हर मंगलवार।", "Every Tuesday.", {"weekday"}),
        ("₹600 महीना।", "₹600 a month.", {"money"}),
        ("72 घंटे के अंदर।", "Within 72 hours.", {"time"}),
        ("कोई शुल्क नहीं।", "It is free.", {"money"}),
        ("कक्षा 9 में।", "In class 9.", {"schooling"}),
        ("पंचायत में।", "At the panchayat.", set()),
    ],
)
def test_a_section_holds_the_measures_that_its_words_name(hi: str, en: str, kinds: set[str]) -> None:
    fact = Fact.model_construct(hi=hi, en=en)
    section = SectionText.model_construct(facts=[fact], items=[], speech=Speech.model_construct(hi="", en=""))
    assert told_kinds(section) == kinds
