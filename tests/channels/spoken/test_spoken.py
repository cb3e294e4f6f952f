from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.spoken.numbers import cardinal, digits, ordinal, year
from channels.spoken.portions import PORTION, portions
from channels.spoken.text import spoken
from channels.wording import LANGUAGES, Language

WORDS_ONLY = re.compile(r"[^\W\d_]|[\u0900-\u0963\u0971-\u097f]|[ ,।.?!'\u200c\u200d]")


@pytest.mark.parametrize(
    ("number", "hindi", "english"),
    [
        (0, "शून्य", "zero"),
        (21, "इक्कीस", "twenty one"),
        (105, "एक सौ पाँच", "one hundred five"),
        (1250, "एक हज़ार दो सौ पचास", "one thousand two hundred fifty"),
        (250000, "दो लाख पचास हज़ार", "two lakh fifty thousand"),
        (10_00_00_000, "दस करोड़", "ten crore"),
    ],
)
def test_numbers_are_said_in_indian_scales(number: int, hindi: str, english: str) -> None:
    assert cardinal(number, "hi") == hindi
    assert cardinal(number, "en") == english


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("₹1,500 हर महीने", "एक हज़ार पाँच सौ रुपये हर महीने"),
        ("₹2.5 लाख तक", "ढाई लाख रुपये तक"),
        ("1.5 लाख", "डेढ़ लाख"),
        ("7.5 एकड़", "साढ़े सात एकड़"),
        ("3.25 प्रतिशत", "तीन दशमलव दो पाँच प्रतिशत"),
        ("60% अंक", "साठ प्रतिशत अंक"),
        ("₹1 में", "एक रुपया में"),
        ("18-40 साल", "अठारह से चालीस साल"),
        ("10 तारीख", "दस तारीख"),
        ("12वीं पास", "बारहवीं पास"),
        ("1955 में", "उन्नीस सौ पचपन में"),
        ("2025-26", "दो हज़ार पच्चीस से छब्बीस"),
        ("23/10/2025 को", "तेईस अक्टूबर दो हज़ार पच्चीस को"),
        ("2025-04-10", "दस अप्रैल दो हज़ार पच्चीस"),
        ("10:30 बजे", "साढ़े दस बजे"),
        ("सुबह 11:15 पर", "सुबह ग्यारह बजकर पंद्रह मिनट पर"),
        ("181 पर", "एक आठ एक पर"),
        ("1 8 1", "एक आठ एक"),
        ("100 रुपये", "एक सौ रुपये"),
        ("५०० रुपये", "पाँच सौ रुपये"),
        ("mp.gov.in देखें", "वेबसाइट देखें"),
        ("cmhelpline@mp.gov.in पर लिखें", "ईमेल पर लिखें"),
        ("SC या OBC छात्रवृत्ति", "एस सी या ओ बी सी छात्रवृत्ति"),
        ("बीपीएल (या संबल)।", "बीपीएल, या संबल।"),
        ("आधार/समग्र", "आधार या समग्र"),
    ],
)
def test_hindi_is_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken(written, "hi") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("₹1,500 a month", "one thousand five hundred rupees a month"),
        ("₹2.5 lakh", "two and a half lakh rupees"),
        ("class 10th", "class tenth"),
        ("the 21st day", "the twenty first day"),
        ("call 181", "call one eight one"),
        ("in 1955", "in nineteen fifty five"),
        ("60% marks", "sixty percent marks"),
    ],
)
def test_english_is_said_as_people_say_it(written: str, said: str) -> None:
    assert spoken(written, "en") == said


def test_ids_are_said_digit_by_digit_in_groups() -> None:
    assert spoken("शिकायत नंबर 33120674 है", "hi") == "शिकायत नंबर तीन तीन एक दो, शून्य छह सात चार है"
    assert digits("9812345678", "hi") == "नौ आठ एक, दो तीन चार, पाँच छह सात आठ"
    assert spoken("0755-2700800", "en") == "zero seven five five, two seven zero, zero eight zero zero"
    assert spoken("1800-233-1234", "en").count(",") == 2
    assert spoken("MP/2025/00123", "en") == "MP, two zero two five, zero zero one, two three"


def test_tokens_of_identifiers_are_never_said() -> None:
    assert spoken("नंबर <number:1> मिला", "hi") == "नंबर मिला"


def test_lists_become_sentences() -> None:
    assert spoken("ये कागज़ चाहिए:\n• आधार\n• समग्र", "hi") == "ये कागज़ चाहिए, आधार। समग्र"


def test_ordinals_and_years() -> None:
    assert ordinal(1, "hi") == "पहली"
    assert ordinal(20, "en") == "twentieth"
    assert ordinal(101, "en") == "one hundred first"
    assert year(2000, "hi") == "दो हज़ार"


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_nothing_but_letters_and_plain_stops_is_ever_left(text: str, language: Language) -> None:
    assert not re.search(r"\d", spoken(text, language))
    assert not re.search(r"[₹%&@#*_/\\<>{}\[\]()|:;\"“”•–—…=+~^`$-]", spoken(text, language))


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_saying_what_is_said_changes_nothing(text: str, language: Language) -> None:
    once = spoken(text, language)
    assert spoken(once, language) == once


@given(st.text(alphabet="कख ab।.,?", max_size=900))
def test_portions_keep_every_word_and_their_size(text: str) -> None:
    pieces = portions(text)
    assert all(0 < len(piece) <= PORTION for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_portions_end_with_sentences_where_they_can() -> None:
    pieces = portions("यह एक वाक्य है जो थोड़ा लंबा है। " * 20)
    assert all(piece.endswith("।") for piece in pieces)
