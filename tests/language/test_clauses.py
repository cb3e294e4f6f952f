import pytest

from language.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("फीस कितनी है और कागज क्या लगेंगे", ["फीस कितनी है", "कागज क्या लगेंगे"]),
        ("What is the fee? Which documents?", ["What is the fee", "Which documents"]),
        ("fees kitni h aur kagaz kya", ["fees kitni h", "kagaz kya"]),
        ("मेरा नाम राम है। मुझे पेंशन चाहिए", ["मेरा नाम राम है", "मुझे पेंशन चाहिए"]),
        ("pehle kya karna hai, phir kahan jana", ["pehle kya karna hai,", "kahan jana"]),
        ("apply how; fee what", ["apply how", "fee what"]),
    ],
)
def test_two_questions_in_one_message_are_two_clauses(text: str, parts: list[str]) -> None:
    assert [part.rstrip(",") for part in clauses(text)] == [part.rstrip(",") for part in parts]


@pytest.mark.parametrize("text", ["लाड़ली बहना", "हाँ", "a and b", "", "२.५ लाख तक", "Rs 2,50,000 tak"])
def test_a_message_that_nothing_divides_is_one_clause(text: str) -> None:
    assert clauses(text) == [text]


def test_parts_of_one_word_are_kept_when_they_are_wanted() -> None:
    assert clauses("What is the fee? papers?", least=1) == ["What is the fee", "papers"]


def test_a_decimal_point_divides_nothing() -> None:
    assert clauses("आमदनी 2.5 लाख है, कितना मिलेगा") == ["आमदनी 2.5 लाख है", "कितना मिलेगा"]
