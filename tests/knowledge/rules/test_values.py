from datetime import date
from typing import Any

import pytest

from knowledge.rules.values import age_on, complete, presume, read_facts, read_value
from tests.knowledge.rules.made import DAY, FACTS


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("age", "old"),
        ("age", 121),
        ("age", True),
        ("bpl", "yes"),
        ("sex", "woman"),
        ("sex", ["female", "male"]),
        ("wedding", "soon"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_and_the_fact_named(name: str, raw: Any) -> None:
    with pytest.raises(ValueError, match=name):
        read_value(name, FACTS[name], raw)


def test_a_fact_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="shoe_size"):
        read_facts({"shoe_size": 9}, FACTS)


def test_one_of_many_may_be_given_alone() -> None:
    assert read_facts({"work": "farmer"}, FACTS) == {"work": frozenset({"farmer"})}


def test_the_age_follows_from_the_date_of_birth() -> None:
    assert complete({"birth_date": date(1990, 11, 28)}, FACTS, DAY)["age"] == 35.0
    assert complete({"birth_date": date(1990, 11, 27)}, FACTS, DAY)["age"] == 36.0


@pytest.mark.parametrize(("day", "age"), [(date(2023, 2, 28), 18), (date(2023, 3, 1), 19), (date(2024, 2, 29), 20)])
def test_who_is_born_on_29_february_is_older_from_1_march_in_other_years(day: date, age: int) -> None:
    assert age_on(day, date(2004, 2, 29)) == age


def test_only_what_nothing_is_known_of_is_presumed() -> None:
    assert presume({}, FACTS, DAY, ["citizen", "age"]) == {"citizen": True}
    assert presume({"citizen": False}, FACTS, DAY, ["citizen"]) == {}
