from pathlib import Path

import pytest
import yaml

import language.numbers
from language.normalise import normalise
from language.numbers import find_numbers

_UNITS = yaml.safe_load((Path(language.numbers.__file__).parent / "data" / "numbers.yaml").read_text("utf-8"))["units"]
_HINDI_BY_TEN = {
    10: "दस das ten", 20: "बीस bees twenty", 30: "तीस tees thirty", 40: "चालीस chalees forty", 50: "पचास pachas fifty",
    60: "साठ saath sixty", 70: "सत्तर sattar seventy", 80: "अस्सी assi eighty", 90: "नब्बे nabbe ninety",
    100: "सौ sau hundred",
}  # fmt: skip


def values(text: str) -> list[float]:
    return [number.value for number in find_numbers(normalise(text))]


@pytest.mark.parametrize("value", range(100))
def test_each_number_below_a_hundred_is_read_in_both_scripts(value: int) -> None:
    spellings = _UNITS[value]
    assert any(not word.isascii() for word in spellings)
    assert any(word.isascii() for word in spellings)
    assert {word: values(word) for word in spellings} == {word: [float(value)] for word in spellings}


@pytest.mark.parametrize(("value", "spellings"), _HINDI_BY_TEN.items())
def test_the_tens_mean_what_their_names_say(value: int, spellings: str) -> None:
    assert [values(word) for word in spellings.split()] == [[float(value)]] * 3


def test_no_spelling_stands_for_two_numbers() -> None:
    spellings = [normalise(word) for words in _UNITS.values() for word in words]
    assert len(spellings) == len(set(spellings))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("सवा लाख", 125_000), ("डेढ़ लाख", 150_000), ("ढाई लाख", 250_000), ("साढ़े तीन लाख", 350_000),
        ("पौने दो लाख", 175_000),
        ("पौन लाख", 75_000), ("सवा तीन लाख", 325_000), ("साढ़े बारह सौ", 1250), ("सवा सौ", 125),
        ("डेढ़", 1.5), ("ढाई", 2.5),
        ("सवा एक", 1.25), ("पौने तीन", 2.75), ("साढ़े चार", 4.5), ("sawa lakh", 125_000), ("dedh lakh", 150_000),
        ("dhai lakh", 250_000), ("adhai lakh", 250_000), ("sadhe teen lakh", 350_000), ("saadhe 3 lakh", 350_000),
        ("paune do lakh", 175_000), ("sava do lakh", 225_000), ("dedh sau", 150), ("ढाई हजार", 2500),
    ],
)  # fmt: skip
def test_fractions_that_hindi_has_words_for(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5 lakh", 250_000), ("२.५ लाख", 250_000), ("2,50,000", 250_000), ("२,५०,०००", 250_000),
        ("1.2 crore", 12_000_000),
        ("एक करोड़ बीस लाख", 12_000_000), ("दो लाख पचास हज़ार", 250_000), ("do lakh pachas hazar", 250_000),
        ("two lakh fifty thousand", 250_000), ("1 lakh 80 thousand", 180_000), ("50k", 50_000), ("लाख", 100_000),
        ("तीन लाख पच्चीस हज़ार चार सौ बावन", 325_452), ("एक हजार पाँच सौ", 1500), ("पंद्रह सौ", 1500), ("pandrah sau", 1500),
        ("forty two thousand", 42_000),
    ],
)  # fmt: skip
def test_lakh_and_crore_are_counted_the_indian_way(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize("text", ["twenty five", "twenty-five", "पच्चीस", "25", "२५"])
def test_twenty_five_has_many_faces(text: str) -> None:
    assert values(text) == [25.0]


@pytest.mark.parametrize("text", ["so what", "mera kaam", "yojana k paise", "तेरा क्या", "tak"])
def test_a_word_that_only_looks_like_a_number_is_none(text: str) -> None:
    assert [number for number in find_numbers(normalise(text)) if number.certain] == []


@pytest.mark.parametrize("text", ["do baje", "ek baat", "che"])
def test_a_latin_word_with_another_meaning_is_no_certain_number(text: str) -> None:
    assert not any(number.certain for number in find_numbers(normalise(text)))


def test_numbers_apart_stay_apart_and_know_their_places() -> None:
    text = normalise("मैं ३५ साल की हूँ, दो बीघा")
    assert [(text[number.start : number.end], number.value) for number in find_numbers(text)] == [
        ("35", 35.0),
        ("दो", 2.0),
    ]
