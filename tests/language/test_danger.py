import pytest

from language.danger import shows_danger


@pytest.mark.parametrize(
    "text",
    [
        "बचाओ",
        "मेरा पति मुझे मार रहा है",
        "pati maar raha hai",
        "I want to die",
        "आग लग गई",
        "behosh ho gaya",
        "अब जीने का मन नहीं करता",
        "chhat se kood jaungi",
        "I do not want to live any more",
        "बेटे को साँप ने काट लिया खेत में",
        "बेटे को सांप ने काट लिया",
        "bete ko snake ne kaata",
        "saap ne kata",
        "naag ne kaat liya",
        "a snake has bitten him",
    ],
)
def test_words_of_danger_are_heard(text: str) -> None:
    assert shows_danger(text)


@pytest.mark.parametrize("text", ["फीस कितनी है", "ladli behna kya hai", "what is the fee", "मुझे भी चाहिए", ""])
def test_a_plain_question_shows_no_danger(text: str) -> None:
    assert not shows_danger(text)
