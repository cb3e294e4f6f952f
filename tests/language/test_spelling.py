import pytest

from language.spelling import alike, begin_alike


@pytest.mark.parametrize(
    ("hindi", "latin"),
    [
        ("उम्र", "umar"), ("नंबर", "nambar"), ("बहरी", "behri"), ("पक्का", "pakka"), ("पढ़ाई", "padhai"), ("करता", "krta"),
        ("घर", "ghar"), ("घर", "gar"), ("बच्चों", "bachho"), ("थे", "the"), ("वहाँ", "wahan"),
    ],
)  # fmt: skip
def test_a_hindi_word_is_written_in_latin_letters_in_many_ways(hindi: str, latin: str) -> None:
    assert alike(hindi, latin)
    assert alike(latin, hindi)


@pytest.mark.parametrize(
    ("hindi", "latin"),
    [("थे", "they"), ("वाहन", "when"), ("डेढ", "dead"), ("देता", "dead"), ("भरी", "bharia"), ("मीटर", "mitra")],
)
def test_words_that_only_sound_alike_are_told_apart(hindi: str, latin: str) -> None:
    assert not alike(hindi, latin)


@pytest.mark.parametrize(("word", "form"), [("करता", "करना"), ("बेच", "बेचती"), ("मिला", "mil"), ("chalta", "chalate")])
def test_forms_of_a_word_begin_alike(word: str, form: str) -> None:
    assert begin_alike(word, form, 2)


@pytest.mark.parametrize(("word", "other"), [("बाद", "बाड़ी"), ("पड़ी", "पढ़ी"), ("काम", "कमाने"), ("बच्चा", "बचाओ")])
def test_unlike_words_begin_otherwise(word: str, other: str) -> None:
    assert not begin_alike(word, other, 2)
