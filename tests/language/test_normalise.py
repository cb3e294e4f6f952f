import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from language.attributes import find_attributes
from language.clauses import clauses
from language.danger import shows_danger
from language.detect import detect
from language.normalise import clean, normalise
from language.phonetic import frame, sound
from language.places import find_districts
from language.quantities import find_quantities
from language.tokens import heard_words, words

HINDI = st.characters(min_codepoint=0x0900, max_codepoint=0x097F)
TYPED = st.sampled_from("\u200c\u200d\u093c\u094d\u0902।॥०५९ \t\n%₹.,-/'0123456789abehkyzE")
TEXTS = st.text(st.one_of(st.characters(), HINDI, TYPED), max_size=50)
MANY = settings(max_examples=300, deadline=None)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("लाड़ली", "लाडली"),
        ("ला\u095cली", "लाडली"),
        ("क़लम", "कलम"),
        ("\u0958लम", "कलम"),
        ("ज़मीन", "जमीन"),
        ("फ़ॉर्म", "फॉर्म"),
        ("पढ़ाई", "पढाई"),
    ],
)
def test_a_word_means_the_same_with_and_without_its_dots_below(typed: str, form: str) -> None:
    assert normalise(typed) == form


@pytest.mark.parametrize(
    "typed", ["क्\u200dया", "क्\u200cया", "\ufeffक्या", "क्या\u200b", "\u202aक्या\u202c", "क्\u2060या", "क्या\ufe0f"]
)
def test_joiners_and_other_invisible_characters_do_not_make_another_word(typed: str) -> None:
    assert normalise(typed) == "क्या"


@pytest.mark.parametrize(("one", "other"), [("हिंदी", "हिन्दी"), ("पंचायत", "पञ्चायत"), ("संबल", "सम्बल"), ("खंडवा", "खण्डवा")])
def test_anusvara_and_the_half_nasal_are_heard_as_one(one: str, other: str) -> None:
    assert sound(normalise(one)) == sound(normalise(other))


def test_danda_is_a_full_stop_and_devanagari_digits_are_latin_ones() -> None:
    assert normalise("कागज दो। फीस ₹२०॥") == "कागज दो. फीस ₹20."


def test_fullwidth_digits_and_ligatures_are_plain_ones() -> None:
    assert normalise("１８１ ﬁr") == "181 fir"


def test_control_characters_part_words_and_never_stay() -> None:
    assert normalise("A\x00b\x07c\x1b[31m\x85d") == "a b c [31m d"


def test_spaces_of_any_kind_are_folded_into_one() -> None:
    assert normalise("  लाड़ली \n\t\u00a0 बहना ") == "लाडली बहना"


def test_curly_quotes_dashes_and_ellipses_are_plain() -> None:
    assert normalise("“संबल” – क्‍या… ‘है’—") == "\"संबल\" - क्या... 'है'-"


def test_cleaning_keeps_what_a_person_sees() -> None:
    assert clean("  ज़मीन\u200d  का\x00 Khasra। ") == "ज\u093cमीन का Khasra।"


@MANY
@given(TEXTS)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@MANY
@given(TEXTS)
@example("\u093c")
def test_no_text_leaves_digits_dots_below_or_invisible_characters(text: str) -> None:
    form = normalise(text)
    assert not set(form) & set("०१२३४५६७८९\u093c\u200b\u200c\u200d\ufeff\n\t\x00")
    assert form == form.strip()


@MANY
@given(TEXTS)
def test_no_text_at_all_breaks_the_understanding(text: str) -> None:
    form = normalise(text)
    for word in [*words(form), *heard_words(form)]:
        assert isinstance(sound(word) + frame(word), str)
    for quantity in find_quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(form)
    find_districts(text)
    find_attributes(text)
    shows_danger(text)
    detect(text)
    assert clauses(text)
