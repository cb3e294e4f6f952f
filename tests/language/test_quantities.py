from typing import Any

import pytest

from language.normalise import normalise
from language.quantities import find_quantities


def measured(text: str) -> list[tuple[str, Any]]:
    return [(quantity.kind, quantity.value) for quantity in find_quantities(text)]


@pytest.mark.parametrize(
    "text",
    [
        "मैं 35 साल की विधवा हूँ और दो बीघा जमीन है",
        "मैं पैंतीस साल की विधवा, २ बीघा",
        "main 35 saal ki vidhwa hu 2 bigha zameen hai",
        "i am a 35 year old widow with two bigha land",
    ],
)
def test_a_widow_of_35_with_two_bigha_is_heard_whole(text: str) -> None:
    age, land = find_quantities(text)
    assert (age.kind, age.value) == ("age", 35.0)
    assert (land.kind, land.value, land.unit, land.rough) == ("land", 0.223, "bigha", True)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("उम्र 60 है", 60), ("umar 45", 45), ("my age is 45", 45), ("मेरी आयु ६५ वर्ष है", 65), ("मैं 62 साल का हूँ", 62),
        ("I am 62", 62), ("turned 18", 18), ("बेटी 6 साल की है", 6), ("17 year old girl", 17), ("25 की हूँ", 25),
        ("25 ki hu", 25), ("80 वर्षीय", 80), ("मैं 35 साल की हो गई", 35), ("मेरी उमर साठ साल", 60), ("65 yo woman", 65),
    ],
)  # fmt: skip
def test_ages_are_known_however_they_are_told(text: str, age: float) -> None:
    assert measured(text) == [("age", float(age))]


@pytest.mark.parametrize(
    "text",
    [
        "5 साल से आवेदन किया", "3 साल पहले शादी हुई", "10 years ago", "2 saal pehle", "25 साल से बीमार", "15 साल तक",
        "शादी को 2 साल हो गए", "शादी को 3 साल हुए", "for 12 years since", "30 din",
    ],
)  # fmt: skip
def test_how_long_something_took_is_nobodys_age(text: str) -> None:
    assert "age" not in dict(measured(text))


@pytest.mark.parametrize(
    ("text", "value", "period"),
    [
        ("income 2.5 lakh per year", 250_000, "year"), ("सालाना आमदनी ढाई लाख", 250_000, "year"),
        ("आय 1.5 लाख सालाना", 150_000, "year"), ("महीने के 8000 रुपये", 8000, "month"), ("8000 rs monthly", 8000, "month"),
        ("₹1500 हर महीने", 1500, "month"), ("आमदनी 10 हजार महीना", 10_000, "month"), ("rs 5000", 5000, ""),
        ("Rs. 5,000", 5000, ""), ("मुझे 2 लाख का लोन चाहिए", 200_000, ""), ("सौ रुपये", 100, ""), ("sau rupaye", 100, ""),
        ("hazar rupaye mahina", 1000, "month"), ("डेढ़ लाख रुपए", 150_000, ""), ("₹२,५०,०००", 250_000, ""),
    ],
)  # fmt: skip
def test_money_is_known_with_its_period(text: str, value: float, period: str) -> None:
    (money,) = find_quantities(text)
    assert (money.kind, money.value, money.period) == ("money", float(value), period)


@pytest.mark.parametrize("text", ["lakh log aaye", "hazar baar kaha"])
def test_a_lone_latin_lakh_is_not_an_amount(text: str) -> None:
    assert measured(text) == []


@pytest.mark.parametrize(
    ("text", "hectares", "unit", "rough"),
    [
        ("2 hectare", 2.0, "hectare", False), ("5 एकड़", 2.0235, "acre", False), ("डेढ़ एकड़", 0.607, "acre", False),
        ("three acres", 1.2141, "acre", False), ("ek bigha", 0.1115, "bigha", True), ("साढ़े तीन बीघा",
        0.3902, "bigha", True),
        ("dhai bigha", 0.2787, "bigha", True), ("10 डिसमिल", 0.04, "decimal", False),
    ],
)  # fmt: skip
def test_land_is_told_in_hectares_and_only_bigha_is_rough(text: str, hectares: float, unit: str, rough: bool) -> None:
    (land,) = find_quantities(text)
    assert (land.kind, land.value, land.unit, land.rough) == ("land", hectares, unit, rough)


@pytest.mark.parametrize("text", ["75 प्रतिशत अंक", "75%", "75 percent disability", "पचहत्तर फीसदी", "75 pratishat"])
def test_percent_in_words_and_signs(text: str) -> None:
    assert measured(text) == [("percent", 75.0)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("15/08/2024", "2024-08-15"), ("15-8-2024", "2024-08-15"), ("15.8.2024", "2024-08-15"),
        ("2024-08-15", "2024-08-15"),
        ("१५ अगस्त", "--08-15"), ("5 march", "--03-05"), ("1 अप्रैल 2025", "2025-04-01"),
        ("1 jan 1980 ko janm", "1980-01-01"),
    ],
)  # fmt: skip
def test_a_date_is_one_fact_and_its_year_no_other(text: str, date: str) -> None:
    assert measured(text) == [("date", date)]


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert "date" not in dict(measured("31/02/2024"))


def test_what_follows_a_date_is_still_heard() -> None:
    assert measured("5 march 2024 को 2 लाख मिले") == [("date", "2024-03-05"), ("money", 200_000.0)]


def test_each_quantity_knows_where_it_stands_in_the_normalised_text() -> None:
    text = "मैं ३५ साल की हूँ और आमदनी ढाई लाख है"
    form = normalise(text)
    assert [form[quantity.start : quantity.end] for quantity in find_quantities(text)] == ["35", "ढाई लाख"]
