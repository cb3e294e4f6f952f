import pytest

from language.lexicon import Hit, Lexicon, heard

PAPERS = Lexicon(
    {"aadhaar": ["आधार कार्ड", "adhar card"], "ration": ["राशन कार्ड"], "card": ["कार्ड"], "card_too": ["card"]}
)


@pytest.mark.parametrize("text", ["राशन कार्ड", "rashan kard", "ration card", "RATION CARD"])
def test_a_listed_phrase_is_found_in_either_script(text: str) -> None:
    assert PAPERS.find(heard(text)) == [Hit("ration", 0, 2)]


def test_the_longest_phrase_wins_and_tells_where_it_stands() -> None:
    assert PAPERS.find(heard("मेरा आधार कार्ड खो गया")) == [Hit("aadhaar", 1, 3)]


def test_one_spelling_under_two_values_gives_both() -> None:
    assert [hit.value for hit in PAPERS.find(heard("कार्ड"))] == ["card", "card_too"]


def test_a_short_latin_word_is_only_itself() -> None:
    tribes = Lexicon({"st": ["st"]})
    assert tribes.find(heard("I am ST")) == [Hit("st", 2, 3)]
    assert tribes.find(heard("sat")) == tribes.find(heard("साथ")) == []


@pytest.mark.parametrize(
    ("listed", "said"),
    [("भाई", "भी"), ("thela", "tell"), ("गाय", "गया"), ("नाई", "नई"), ("talak", "talk"), ("chhori", "chori")],
)
def test_short_words_must_be_spelt_alike_in_their_script(listed: str, said: str) -> None:
    lexicon = Lexicon({"it": [listed]})
    assert lexicon.find(heard(listed))
    assert not lexicon.find(heard(said))


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("माँ", "मां"),
        ("गाँव", "गांव"),
        ("भाई", "bhai"),
        ("vidhva", "vidhwa"),
        ("beti", "betee"),
        ("bachhe", "bachche"),
        ("bacchi", "bachchi"),
    ],
)
def test_short_words_may_differ_in_habits_of_writing(listed: str, said: str) -> None:
    assert Lexicon({"it": [listed]}).find(heard(said))


def test_an_empty_list_finds_nothing() -> None:
    assert Lexicon({"general": []}).find(heard("कुछ भी")) == []
    assert PAPERS.find(heard("")) == []
