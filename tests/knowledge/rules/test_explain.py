import re
from datetime import date
from typing import Any, Literal

import pytest

from knowledge.rules.evaluate import evaluate
from knowledge.rules.explain import Explanation, explain, grouped, messages, read_back
from knowledge.rules.values import read_facts
from knowledge.texts import SPEECH_LIMIT, Text
from tests.knowledge.rules.made import FACTS, program, ruled

NAME = Text(hi="अनुदान", en="Grant")
AGE = {"fact": "age", "to": 59, "says": {"hi": "उम्र 59 साल तक हो", "en": "is up to 59 years old"}}
CURE = {"hi": "अगली योजना देखें।", "en": "Look at the next scheme."}


def told(
    facts: dict[str, Any],
    *conditions: dict[str, Any],
    language: Literal["hi", "en"] = "en",
    presumed: dict[str, Any] | None = None,
    **more: Any,
) -> Explanation:
    known = read_facts(facts, FACTS)
    compiled = program(ruled(*conditions, **more))
    verdict = evaluate(compiled, "grant", {**known, **(presumed or {})})
    return explain(verdict, NAME, known, FACTS, language, presumed, complete=compiled.rules["grant"].rule.complete)


def test_both_catalogues_have_the_same_keys_and_their_own_script() -> None:
    assert messages("hi").keys() == messages("en").keys()
    assert all(isinstance(key, str) for key in messages("en"))
    for key, words in messages("hi").items():
        assert re.search("[\u0900-\u097f]", words), key
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", messages("en")[key])), key


def test_a_failed_condition_is_named_with_what_was_told_and_the_cure() -> None:
    text = told({"age": 60}, {**AGE, "cure": CURE}).text
    assert "is up to 59 years old" in text
    assert "60" in text
    assert "Look at the next scheme." in text
    assert "59" in told({"age": 60}, AGE, language="hi").text


def test_an_age_told_as_a_year_of_birth_is_read_back_as_told() -> None:
    assert "1950" in told({"birth_year": 1950}, AGE).text


def test_a_limit_that_the_sources_differ_on_is_said_to_be_confirmed() -> None:
    unsure = {**AGE, "confirm": True}
    assert "181" in told({"age": 60}, unsure).text
    assert "181" in told({"age": 30}, unsure).text
    assert "181" not in told({"age": 30}, AGE).text


def test_what_was_taken_for_granted_is_said_with_the_verdict() -> None:
    citizen = {"fact": "citizen", "is": True}
    assert "thing: yes" in told({"age": 30}, AGE, citizen, presumed={"citizen": True}).text
    unasked = {"fact": "card", "is": True, "asked": False, "says": {"hi": "कार्ड हो", "en": "has a card"}}
    assert "has a card" in told({"age": 30}, AGE, unasked).text


def test_an_incomplete_rule_is_never_certain() -> None:
    text = told({"age": 30}, AGE, complete=False).text
    assert "possibly" in text
    assert "181" in text


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_verdict_can_be_read_aloud(language: Literal["hi", "en"]) -> None:
    long = {"hi": "बहुत लंबी बात " * 30, "en": "a very long matter " * 20}
    for facts in ({"age": 60}, {"age": 30}):
        speech = told(facts, {**AGE, "says": long, "cure": long}, language=language).speech
        assert 0 < len(speech) <= SPEECH_LIMIT


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("age", 35.0, "thing: 35"),
        ("income", 250000.0, "thing: ₹2,50,000 a year"),
        ("bpl", True, "thing: yes"),
        ("bpl", False, "thing: no"),
        ("sex", "female", "thing: the condition"),
        ("work", frozenset({"farmer"}), "thing: the condition"),
        ("wedding", date(2026, 2, 1), "thing: 01-02-2026"),
    ],
)
def test_a_fact_is_read_back_as_it_was_understood(name: str, value: Any, shown: str) -> None:
    assert read_back(name, value, FACTS, "en") == shown


@pytest.mark.parametrize(
    ("rupees", "shown"), [(7, "7"), (1500, "1,500"), (250000, "2,50,000"), (12345678, "1,23,45,678")]
)
def test_digits_are_grouped_as_people_in_india_do(rupees: int, shown: str) -> None:
    assert grouped(rupees) == shown
