import pytest

from knowledge.search.about import subject_words


@pytest.mark.parametrize(
    "text",
    [
        "कागज क्या लगेंगे?", "kagaz kya lagenge", "और फीस?", "kitne din lagenge", "kahan apply kare", "how do I apply",
        "uske liye umar kitni", "what is the last date", "what is the fee", "फोन नंबर?", "18 साल", "",
    ],
)  # fmt: skip
def test_a_follow_up_names_no_subject(text: str) -> None:
    assert subject_words(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ladli behna ke kagaz", ["ladli", "behna"]), ("और संबल में?", ["संबल"]), ("aur sambal me?", ["sambal"]),
        ("संबल में क्या मिलता है", ["संबल"]), ("what are the papers for ujjwala", ["ujjwala"]),
    ],
)  # fmt: skip
def test_a_subject_that_is_named_is_seen_beside_the_asking_words(text: str, words: list[str]) -> None:
    assert subject_words(text) == words
