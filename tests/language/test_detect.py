import pytest

from language.detect import Detection, detect, english_probability


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("लाड़ली बहना योजना क्या है", "hi"), ("दो", "hi"), ("फीस?", "hi"), ("ladli behna yojana kya hai", "hinglish"),
        ("pm kisan ka paisa kab aayega", "hinglish"), ("mujhe pension chahiye", "hinglish"), ("batao", "hinglish"),
        ("haan", "hinglish"), ("nahi", "hinglish"), ("apply kaise kare", "hinglish"),
        ("kya documents lagenge", "hinglish"),
        ("samagra id kaise banwaye", "hinglish"), ("what is the fee", "en"), ("I want to apply for pension", "en"),
        ("how to apply for sambal card", "en"), ("what papers are needed for Ladli Behna", "en"), ("yes", "en"),
        ("thanks", "en"), ("tell me", "en"), ("HOW MUCH MONEY", "en"),
    ],
)  # fmt: skip
def test_a_message_is_known_by_its_language(text: str, language: str) -> None:
    assert detect(text) == Detection(language, True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["लाड़ली बहना documents", "PMAY-G application status कैसे देखें", "मैं kisan हूँ", "PM Kisan योजना", "eKYC और DBT क्या है"],
)
def test_hindi_with_english_words_in_it_is_hindi(text: str) -> None:
    assert detect(text).language == "hi"


def test_english_that_names_a_scheme_in_hindi_letters_is_english() -> None:
    assert detect("How do I apply for the लाड़ली बहना scheme").language == "en"


@pytest.mark.parametrize("text", ["Ladli Behna", "hi"])
def test_a_bare_name_or_a_mere_word_is_not_sure(text: str) -> None:
    assert not detect(text).sure


@pytest.mark.parametrize("text", ["181", "", "?", "👍", "₹ १५००", "   "])
def test_what_has_no_words_has_no_language(text: str) -> None:
    assert detect(text) == Detection(None, False)


def test_probability_is_even_without_latin_words() -> None:
    assert english_probability("लाड़ली बहना १२३") == 0.5


def test_the_case_of_letters_does_not_change_the_language() -> None:
    assert english_probability("WHAT IS THE FEE") == english_probability("what is the fee")


@pytest.mark.parametrize("text", ["<phone:1>", "<number:12>", "<aadhaar>", "👍 <samagra:1>"])
def test_a_token_in_place_of_an_identifier_has_no_language(text: str) -> None:
    assert detect(text) == Detection(None, False)


def test_a_token_does_not_make_a_hinglish_message_english() -> None:
    assert detect("mera <phone:1> hai ji").language == "hinglish"
