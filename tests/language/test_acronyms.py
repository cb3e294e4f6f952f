import pytest

from language.acronyms import acronym
from language.normalise import normalise
from language.tokens import heard_words


@pytest.mark.parametrize(
    ("hindi", "latin"),
    [
        ("यूडीआईडी", "udid"), ("बीपीएल", "bpl"), ("एससी", "sc"), ("ओबीसी", "obc"), ("केवाईसी", "kyc"), ("एफआईआर", "fir"),
        ("आरटीआई", "rti"), ("पीएम", "pm"), ("एटीएम", "atm"), ("ओटीपी", "otp"), ("ईकेवाईसी", "ekyc"),
    ],
)  # fmt: skip
def test_letter_names_grown_together_are_an_acronym(hindi: str, latin: str) -> None:
    assert acronym(hindi) == latin


@pytest.mark.parametrize("word", ["के", "मैं", "जी", "किसान", "बीमा", "डब्ल्यू", "आईना", ""])
def test_an_ordinary_word_is_no_acronym(word: str) -> None:
    assert acronym(word) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("यू डी आई डी कार्ड", ["udid", "कार्ड"]),
        ("बी पी एल है", ["bpl", "है"]),
        ("पी एम किसान", ["pm", "किसान"]),
        ("बीपीएल सूची", ["bpl", "सूची"]),
    ],
)
def test_letter_names_said_one_by_one_are_joined(text: str, words: list[str]) -> None:
    assert heard_words(normalise(text)) == words


@pytest.mark.parametrize("text", ["राम के जी आई", "वो के आई", "एक पी लो"])
def test_common_words_that_are_also_letter_names_stay_words(text: str) -> None:
    assert heard_words(normalise(text)) == text.split()
