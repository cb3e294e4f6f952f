from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.forms.catalogue import forms
from portal.forms.reading import named_fields, read_message

DAY = date(2026, 11, 27)


def told(service: str, text: str, asked: str | None = None, known: dict[str, Any] | None = None) -> dict[str, Any]:
    return read_message(forms()[service], text, asked, known or {}, DAY).values


@pytest.mark.parametrize(
    ("service", "asked", "text", "values"),
    [
        ("income_certificate", "name", "रामप्यारी बाई", {"name": "रामप्यारी बाई"}),
        ("income_certificate", "name", "mera naam Rampyari Bai hai", {"name": "Rampyari Bai"}),
        ("income_certificate", "name", "My name is Rampyari Bai", {"name": "Rampyari Bai"}),
        ("income_certificate", "name", "नाम रामप्यारी, पिता का नाम श्याम लाल",
         {"name": "रामप्यारी", "parent_name": "श्याम लाल"}),
        ("income_certificate", "name", "Rampyari, pita Shyam Lal, tehsil Ashta, jila Sehore",
         {"name": "Rampyari", "parent_name": "Shyam Lal", "tehsil": "Ashta", "district": "sehore"}),
        ("income_certificate", "name", "Anita Jain, father Ravi Jain, 2 lakh a year",
         {"name": "Anita Jain", "parent_name": "Ravi Jain", "income": 200000.0}),
        ("income_certificate", "name", "Anita Jain, makan 12", {"name": "Anita Jain", "address": "makan 12"}),
        ("income_certificate", "parent_name", "father's name Shyam Lal", {"parent_name": "Shyam Lal"}),
        ("income_certificate", "income", "साल के 90 हज़ार", {"income": 90000.0}),
        ("income_certificate", "address", "मकान 12, वार्ड 7, गांधी नगर", {"address": "मकान 12, वार्ड 7, गांधी नगर"}),
        ("income_certificate", "address", "गांधी नगर, मकान 12", {"address": "गांधी नगर, मकान 12"}),
        ("income_certificate", "address", "ward 7, Bhopal", {"address": "ward 7, Bhopal", "district": "bhopal"}),
        ("income_certificate", "tehsil", "आष्टा", {"tehsil": "आष्टा"}),
        ("income_certificate", "purpose", "छात्रवृत्ति के लिए", {"purpose": "छात्रवृत्ति के लिए"}),
        ("domicile_certificate", "birth_date", "5 जून 1990 को", {"birth_date": "1990-06-05"}),
        ("domicile_certificate", "gender", "महिला", {"gender": "female"}),
        ("khasra_khatauni_copy", "district", "जिला सीहोर तहसील आष्टा गाँव पिपलिया",
         {"district": "sehore", "tehsil": "आष्टा", "village": "पिपलिया"}),
        ("khasra_khatauni_copy", "khasra_or_owner", "खसरा नंबर 112/3", {"khasra_or_owner": "112/3"}),
        ("khasra_khatauni_copy", "khasra_or_owner", "212", {"khasra_or_owner": "212"}),
        ("marriage_registration", "husband_name", "पति सुरेश कुमार, पत्नी गीता देवी",
         {"husband_name": "सुरेश कुमार", "wife_name": "गीता देवी"}),
        ("marriage_registration", "wedding_date", "4 फरवरी 2020 को हुई", {"wedding_date": "2020-02-04"}),
        ("marriage_registration", "witnesses", "राम सिंह और मोहन लाल", {"witnesses": "राम सिंह और मोहन लाल"}),
        ("caste_certificate_sc_st", "caste_category", "anusuchit jati", {"caste_category": "sc"}),
        ("caste_certificate_sc_st", "caste_category", "अनुसूचित जनजाति, जाति गोंड",
         {"caste_category": "st", "caste_name": "गोंड"}),
        ("ration_card_patrata_parchi", "members", "5 sadasya", {"members": 5.0}),
        ("ration_card_patrata_parchi", "ration_category", "bpl", {"ration_category": "bpl"}),
    ],
)  # fmt: skip
def test_a_message_answers_the_question_and_whatever_else_it_names(
    service: str, asked: str, text: str, values: dict[str, Any]
) -> None:
    assert told(service, text, asked) == values


def test_what_was_known_is_replaced_only_by_what_is_announced() -> None:
    known = {"name": "Rampyari", "district": "sehore"}
    assert told("income_certificate", "Bhopal", "address", known) == {"address": "Bhopal"}
    assert told("income_certificate", "jila Bhopal", "address", known) == {"district": "bhopal"}


def test_the_gateways_tokens_are_no_part_of_an_answer() -> None:
    assert told("income_certificate", "<phone:1> रामप्यारी बाई <photo:abcdef>", "name") == {"name": "रामप्यारी बाई"}


@pytest.mark.parametrize(
    ("service", "name"), [("domicile_certificate", "samagra_id"), ("ration_card_patrata_parchi", "family_samagra_id")]
)
def test_a_samagra_id_that_the_gateway_took_out_fills_its_field(service: str, name: str) -> None:
    digits = "123456789" if name == "samagra_id" else "12345678"
    reading = read_message(forms()[service], "meri samagra id <samagra:1>", name, {}, DAY, digits)
    assert reading.values[name] == digits
    wrong = read_message(forms()[service], "<samagra:1>", name, {}, DAY, "1234567")
    assert wrong.wrong == (name, "form_not_a_samagra_id")


def test_a_wrong_answer_says_which_field_and_why() -> None:
    reading = read_message(forms()["domicile_certificate"], "1990", "birth_date", {}, DAY)
    assert (reading.values, reading.wrong) == ({}, ("birth_date", "form_not_a_date"))
    assert bool(reading)


def test_what_says_nothing_reads_as_nothing() -> None:
    assert not read_message(forms()["domicile_certificate"], "", None, {}, DAY)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("पिता का नाम बदलो", ["parent_name"]),
        ("pata galat hai", ["address"]),
        ("change my name and the district", ["name", "district"]),
        ("सब ठीक है", []),
    ],
)
def test_fields_are_named_without_a_value_too(text: str, names: list[str]) -> None:
    assert named_fields(forms()["income_certificate"], text) == names
