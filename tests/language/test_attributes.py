import pytest

from language.attributes import find_attributes


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("मैं विधवा हूँ", "marital_status", ["widowed"]), ("main vidhwa hu", "marital_status", ["widowed"]),
        ("I am a widow", "marital_status", ["widowed"]), ("मेरे पति नहीं रहे", "marital_status", ["widowed"]),
        ("avivahit hu", "marital_status", ["unmarried"]), ("मैं तलाकशुदा हूँ", "marital_status", ["divorced"]),
        ("पति ने छोड़ दिया", "marital_status", ["deserted"]), ("मैं एससी हूँ", "caste_category", ["sc"]),
        ("I am sc", "caste_category", ["sc"]), ("अनुसूचित जाति", "caste_category", ["sc"]),
        ("अनुसूचित जनजाति", "caste_category", ["st"]), ("आदिवासी महिला", "caste_category", ["st"]),
        ("पिछड़ा वर्ग", "caste_category", ["obc"]), ("obc ladka", "caste_category", ["obc"]),
        ("general category", "caste_category", ["general"]), ("obc ladka", "gender", ["male"]),
        ("meri beti ke liye", "gender", ["female"]), ("मेरा भाई", "gender", ["male"]), ("mera bhai", "gender", ["male"]),
        ("मैं किसान हूँ", "occupation", ["farmer"]), ("kisaan", "occupation", ["farmer"]),
        ("thela lagata hu", "occupation", ["street_vendor"]), ("मज़दूर", "occupation", ["labourer"]),
        ("गाय पाली है", "occupation", ["livestock_keeper"]), ("मैं नाई हूँ", "occupation", ["artisan"]),
        ("मैं गर्भवती हूँ", "situation", ["pregnant"]), ("bpl card hai", "situation", ["bpl"]),
        ("बी पी एल कार्ड", "situation", ["bpl"]), ("mai divyang hu", "situation", ["disabled"]),
    ],
)  # fmt: skip
def test_what_a_person_says_of_themselves_is_heard(text: str, name: str, values: list[str]) -> None:
    assert find_attributes(text)[name] == values


def test_a_widow_farmer_of_a_scheduled_caste_is_heard_whole() -> None:
    found = find_attributes("मैं विधवा किसान हूँ, जाति एससी है")
    assert found == {
        "gender": ["female"], "marital_status": ["widowed"], "occupation": ["farmer"], "caste_category": ["sc"]
    }  # fmt: skip


@pytest.mark.parametrize("text", ["मेरे पति नहीं रहे", "my husband died", "pati ne chhod diya"])
def test_a_woman_who_lost_her_husband_is_not_taken_for_a_man(text: str) -> None:
    assert find_attributes(text)["gender"] == ["female"]


@pytest.mark.parametrize(
    "text",
    [
        "मुझे भी चाहिए", "mujhe bhi chahiye", "tell me", "let us talk", "नई योजना", "nai yojana",
        "आवेदन हो गया", "ho gaya",
        "देरी हो रही है", "पूरा पैसा", "बड़ी बात", "यहाँ बैठा", "बिजली का बिल", "bijli bill",
        "scheme kya hai", "status", "best",
        "फॉर्म कहाँ मिलेगा", "modi ji ki yojana", "gaadi chori ho gayi",
    ],
)  # fmt: skip
def test_everyday_words_that_sound_like_one_say_nothing_of_a_person(text: str) -> None:
    assert find_attributes(text) == {}


def test_each_value_is_told_once() -> None:
    assert find_attributes("किसान हूँ, kisan ka beta kisan") == {"occupation": ["farmer"], "gender": ["male"]}
