from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.identifiers import mask

SPOKEN = {
    "hi": ["शून्य", "एक", "दो", "तीन", "चार", "पाँच", "छह", "सात", "आठ", "नौ"],
    "hinglish": ["zero", "ek", "do", "teen", "chaar", "paanch", "chhah", "saat", "aath", "nau"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")


def masked(text: str) -> str:
    found = mask(text)
    return found.text(range(1, len(found.found) + 1))


def values(text: str) -> list[tuple[str, str]]:
    return [(i.kind, i.value) for i in mask(text).found]


@st.composite
def written(draw: st.DrawFn, digits: str) -> str:
    """Digits in some script, in groups of some size, with something usual between the groups."""
    between = st.sampled_from(["", " ", "-", ".", " - ", "  ", "\u2009", "–", "\u200b"])
    text, at = "", 0
    size = draw(st.sampled_from([1, 2, 3, 4, len(digits)]))
    while at < len(digits):
        text += (draw(between) if at else "") + digits[at : at + size]
        at += size
    return text.translate(DEVANAGARI) if draw(st.booleans()) else text


@st.composite
def said(draw: st.DrawFn, digits: str) -> str:
    """Digits as words of one language, with pauses."""
    words = SPOKEN[draw(st.sampled_from(sorted(SPOKEN)))]
    return "".join(
        (draw(st.sampled_from([" ", "  ", " - ", "... ", ", "])) if i else "") + words[int(d)]
        for i, d in enumerate(digits)
    )


AADHAAR = st.integers(2, 9).flatmap(lambda first: st.from_regex(rf"{first}[0-9]{{11}}([0-9]{{4}})?", fullmatch=True))
PHONES = st.from_regex(r"[6-9][0-9]{9}", fullmatch=True)
AROUND = st.sampled_from([("", ""), ("मेरा आधार ", " है"), ("aadhaar number: ", ", please"), ("(", ")"), ("no.", "\n")])


@settings(max_examples=400)
@given(AADHAAR.flatmap(written), AROUND)
def test_an_aadhaar_number_is_masked_however_it_is_written(number: str, around: tuple[str, str]) -> None:
    found = mask(around[0] + number + around[1])
    assert found.aadhaar_seen
    assert not found.found
    assert found.text([]) == f"{around[0]}<aadhaar>{around[1]}"


@settings(max_examples=200)
@given(AADHAAR.flatmap(said))
def test_an_aadhaar_number_is_masked_when_spoken_digit_by_digit(number: str) -> None:
    assert masked(f"मेरा नंबर {number} है") == "मेरा नंबर <aadhaar> है"


@given(PHONES, st.sampled_from(["", "0", "+91", "+91 ", "+91-", "0091 ", "91-"]))
def test_a_mobile_number_is_kept_as_its_ten_digits(phone: str, prefix: str) -> None:
    assert values(f"call {prefix}{phone} now") == [("phone", phone)]
    assert masked(f"call {prefix}{phone} now") == "call <phone:1> now"


@given(PHONES.flatmap(lambda phone: st.tuples(st.just(phone), said(phone))))
def test_a_mobile_number_is_found_when_spoken(phone_and_words: tuple[str, str]) -> None:
    phone, words = phone_and_words
    assert values(f"mera mobile {words}") == [("phone", phone)]


@settings(max_examples=300)
@given(st.text())
def test_any_text_is_masked_without_failing_and_twice_is_as_once(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@given(st.text(st.characters(categories=["L", "M", "Zs", "P", "S"]), max_size=200))
def test_a_text_without_digits_and_number_words_is_left_alone(text: str) -> None:
    words = set(re.findall(r"\w+", text.lower()))
    if not words & {word for words in SPOKEN.values() for word in words}:
        assert mask(text).parts == (text,) or not any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    "text",
    [
        "मेरी आय 2,50,000 है", "income 150000", "साल 2024 में", "2024-25 की छात्रवृत्ति", "2024-2025", "60% अंक", "75.5 प्रतिशत",
        "पिन 462001", "pin 462 001", "12-05-1990 को जन्म", "12/05/1990", "1990-05-12", "उम्र 35 साल", "1 2 3", "₹ 15000",
        "do saal pehle ek baar", "100000-250000 रुपये", "10,00,00,000 रुपये", "डेढ़ लाख रुपये", "1.5 एकड़", "18 से 60 साल",
        "ek do teen", "181 par call", "1076", "ek lakh bees hazar", "मुझे दो लाख पचास हज़ार मिलते हैं",
        "I earn 150000. 35 years old", "उम्र 35, आय 150000, पिन 462001",
    ],
)  # fmt: skip
def test_amounts_years_dates_ages_and_pin_codes_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("समग्र आईडी 12345678 है", "समग्र आईडी <samagra:1> है"),
        ("123456789 मेरी समग्र आईडी", "<samagra:1> मेरी समग्र आईडी"),
        ("samagra id १२३ ४५६ ७८९", "samagra id <samagra:1>"),
        ("complaint number 12345678", "complaint number <number:1>"),
        ("शिकायत CM12345678 का क्या हुआ", "शिकायत CM<number:1> का क्या हुआ"),
        ("teen teen ek do... zero chhah saat chaar", "<number:1>"),
        ("9876543210 और 9123456789", "<phone:1> और <phone:2>"),
        ("98765 43210 1234 5678 9012", "<phone:1> <aadhaar>"),
        ("9 8 7 6 5 4 3 2 1 0 do", "<phone:1> do"),
        ("double nine 8 7 triple six 5 4 3", "<phone:1>"),
        ("plus nine one nine eight seven six five four three two one zero", "<phone:1>"),
        ("forty five sixty seven eighty nine twelve thirty four fifty six", "<aadhaar>"),
        ("919876543210", "<aadhaar>"),
        ("RS/453/0101/123/2024", "RS/<number:1>"),
        ("123456789012#", "<aadhaar>#"),
    ],
)
def test_identifiers_are_told_apart(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_a_number_with_slashes_keeps_them() -> None:
    assert values("RS/453/0101/123/2024") == [("number", "453/0101/123/2024")]


def test_spoken_digits_are_kept_as_digits() -> None:
    assert values("नौ आठ सात छह पाँच चार तीन दो एक शून्य") == [("phone", "9876543210")]


def test_an_unusual_number_of_short_groups_is_read_whole() -> None:
    assert values("application 45 301 0112 7788") == [("number", "4530101127788")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("complaint no 30112876 status", "30112876"),
        ("application no - 2607220918", "2607220918"),
        ("do 30112876", "30112876"),
        ("shikayat no teen zero ek ek do aath saat chhah", "30112876"),
    ],
)
def test_a_word_that_need_not_be_a_number_is_no_digit_of_what_follows(text: str, kept: str) -> None:
    assert [found.value for found in mask(text).found] == [kept]


def test_fewer_digits_than_an_identifier_has_are_not_made_one_by_such_a_word() -> None:
    assert masked("form no 1234567") == "form no 1234567"
