"""Every record's rules, examples and worth, as they stand in the repository."""

import pytest

from knowledge.loader import load_folder
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.coverage import coverage_problems
from knowledge.rules.ranking import worth_of
from knowledge.rules.schema import leaves
from knowledge.rules.soundness import problems_of
from knowledge.schema import Record

CATALOGUE = load_catalogue()
RECORDS = load_folder()
EACH = pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())


@EACH
def test_the_rules_are_sound_and_every_example_gets_its_verdict(record: Record) -> None:
    assert problems_of(record, CATALOGUE) == []


@EACH
def test_a_rule_that_decides_has_ten_examples_at_and_around_every_limit(record: Record) -> None:
    assert coverage_problems(record, CATALOGUE) == []


@EACH
def test_whatever_can_be_got_has_rules_and_a_worth(record: Record) -> None:
    asked_about = record.kind != "information" and record.id not in {"cm_helpline_181", "electricity_complaint"}
    assert bool(record.rules) == asked_about
    assert worth_of(record) >= 0


def test_every_fact_is_asked_by_some_rule_or_tells_of_one_that_is() -> None:
    used = {
        leaf.fact
        for record in RECORDS.values()
        for rule in record.rules
        for condition in rule.conditions
        for leaf in leaves(condition)
    }
    telling = {name for name, fact in CATALOGUE.items() if fact.implies}
    assert set(CATALOGUE) - used - telling == {"birth_year", "children"}
