from datetime import date
from typing import Any

import pytest

from knowledge.rules.evaluate import Verdict, evaluate, evaluate_all, evaluate_presuming
from knowledge.rules.values import read_facts
from tests.knowledge.rules.made import DAY, FACTS, Ruled, program, rule, ruled


def verdict(facts: dict[str, Any], *conditions: dict[str, Any], unsaid: tuple[str, ...] = (), **more: Any) -> Verdict:
    return evaluate(program(ruled(*conditions, **more)), "grant", read_facts(facts, FACTS), unsaid)


AGE = {"fact": "age", "from": 18, "to": 59}


@pytest.mark.parametrize(
    ("age", "outcome"), [(17, "not_eligible"), (18, "eligible"), (59, "eligible"), (60, "not_eligible")]
)
def test_both_ends_of_a_range_are_inside(age: int, outcome: str) -> None:
    assert verdict({"age": age}, AGE).outcome == outcome


@pytest.mark.parametrize(("income", "outcome"), [(99_999, "eligible"), (100_000, "not_eligible")])
def test_below_leaves_the_limit_itself_out(income: int, outcome: str) -> None:
    assert verdict({"income": income}, {"fact": "income", "below": 100_000}).outcome == outcome


def test_what_is_missing_are_exactly_the_facts_that_can_still_change_the_outcome() -> None:
    either = {"any": [{"fact": "card", "is": True}, {"fact": "bpl", "is": True}]}
    rest = ({"fact": "income", "to": 1000}, {"fact": "sex", "is": "female"})
    found = verdict({"age": 30, "card": True}, AGE, either, *rest)
    assert (found.outcome, found.missing) == ("need_more", ("income", "sex"))


def test_a_failed_condition_decides_whatever_is_missing() -> None:
    found = verdict({"age": 70}, AGE, {"fact": "bpl", "is": True})
    assert (found.outcome, found.missing) == ("not_eligible", ())
    assert [finding.facts for finding in found.failed] == [("age",)]


def test_one_branch_of_any_is_enough_and_all_need_every_branch() -> None:
    either = {"any": [{"fact": "bpl", "is": True}, {"fact": "card", "is": True}]}
    each = {"all": [{"fact": "bpl", "is": True}, {"fact": "card", "is": True}]}
    assert verdict({"bpl": False, "card": True}, either).outcome == "eligible"
    assert verdict({"bpl": False, "card": True}, each).outcome == "not_eligible"
    assert verdict({"bpl": True}, each).missing == ("card",)


def test_not_turns_an_inner_condition_round_and_leaves_the_unknown_unknown() -> None:
    no_card = {"not": {"fact": "card", "is": True}}
    assert verdict({"card": True}, no_card).outcome == "not_eligible"
    assert verdict({"card": False}, no_card).outcome == "eligible"
    assert verdict({}, no_card).missing == ("card",)


@pytest.mark.parametrize(
    ("condition", "value", "outcome"),
    [
        ({"fact": "work", "in": ["farmer"]}, ["labourer", "farmer"], "eligible"),
        ({"fact": "work", "in": ["farmer"]}, ["labourer"], "not_eligible"),
        ({"fact": "school", "from": "five"}, "ten", "eligible"),
        ({"fact": "school", "from": "ten"}, "five", "not_eligible"),
        ({"fact": "school", "above": "five", "below": "college"}, "ten", "eligible"),
        ({"fact": "school", "not_in": ["none"]}, "none", "not_eligible"),
        ({"fact": "place", "in": ["mandla"]}, "mandla", "eligible"),
        ({"fact": "place", "in": ["mandla"]}, "somewhere", "not_eligible"),
    ],
)  # fmt: skip
def test_choices_are_compared_by_name_by_order_and_by_any_of_several(
    condition: dict[str, Any], value: Any, outcome: str
) -> None:
    assert verdict({condition["fact"]: value}, condition).outcome == outcome


@pytest.mark.parametrize(
    ("wedding", "outcome"), [("2026-11-27", "eligible"), ("2025-11-27", "eligible"), ("2025-11-26", "not_eligible")]
)
def test_a_date_may_lie_so_many_days_back(wedding: str, outcome: str) -> None:
    assert verdict({"wedding": wedding}, {"fact": "wedding", "within_days": 365}).outcome == outcome


@pytest.mark.parametrize(("birth", "outcome"), [("2005-01-01", "eligible"), ("2005-01-02", "not_eligible")])
def test_age_can_be_counted_on_a_day_of_the_year(birth: str, outcome: str) -> None:
    assert verdict({"birth_date": birth}, {"fact": "age", "from": 21, "on": "01-01"}).outcome == outcome


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"birth_date": "2006-01-01"}, "eligible"),
        ({"birth_date": "2005-12-31"}, "not_eligible"),
        ({"birth_year": 2006}, "eligible"),
        ({"birth_year": 2005}, "not_eligible"),
        ({"age": 19}, "eligible"),
        ({"age": 20}, "need_more"),
        ({"age": 21}, "not_eligible"),
    ],
)
def test_a_date_of_birth_is_judged_by_year_or_age_as_far_as_these_tell(facts: dict[str, Any], outcome: str) -> None:
    assert verdict(facts, {"fact": "birth_date", "from": "2006-01-01"}).outcome == outcome


def test_an_age_limit_is_judged_by_the_year_of_birth_where_both_ages_agree() -> None:
    assert verdict({"birth_year": 1980}, AGE).outcome == "eligible"
    assert verdict({"birth_year": 2008}, AGE).missing == ("age",)
    assert verdict({"birth_year": 1960}, AGE).outcome == "not_eligible"


def test_what_follows_from_a_fact_counts_and_never_overrides_what_was_said() -> None:
    poor = {"fact": "bpl", "is": True}
    assert verdict({"poor": True}, poor).outcome == "eligible"
    assert verdict({"poor": True, "bpl": False}, poor).outcome == "not_eligible"


def test_only_a_complete_rule_calls_anyone_eligible() -> None:
    assert verdict({"age": 30}, AGE, complete=False).outcome == "possibly"
    assert verdict({"age": 70}, AGE, complete=False).outcome == "not_eligible"


def test_what_no_source_confirms_leaves_the_verdict_at_possibly() -> None:
    found = verdict({"age": 70}, {**AGE, "sure": False})
    assert (found.outcome, len(found.doubtful), found.failed) == ("possibly", 1, ())


def test_what_the_citizen_does_not_know_is_not_asked_again_and_leaves_it_at_possibly() -> None:
    found = verdict({"age": 30}, AGE, {"fact": "bpl", "is": True}, unsaid=("bpl",))
    assert (found.outcome, found.missing, found.unsaid) == ("possibly", (), ("bpl",))


def test_a_condition_that_nobody_is_asked_about_is_taken_to_hold_until_something_is_told() -> None:
    unasked = {"fact": "card", "is": True, "asked": False}
    found = verdict({"age": 30}, AGE, unasked)
    assert (found.outcome, len(found.taken)) == ("eligible", 1)
    assert verdict({"age": 30, "card": False}, AGE, unasked).outcome == "not_eligible"


def test_of_a_condition_partly_known_the_rest_is_asked() -> None:
    either = {"any": [{"fact": "card", "is": True}, {"fact": "bpl", "is": True}], "asked": False}
    assert verdict({}, either).outcome == "eligible"
    assert verdict({"card": False}, either).missing == ("bpl",)


def test_an_exception_that_was_not_told_does_not_hold_and_is_not_asked_for() -> None:
    either = {"any": [{"fact": "age", "to": 10}, {"fact": "card", "is": True, "told": True}]}
    assert verdict({"age": 30}, either).outcome == "not_eligible"
    assert verdict({"age": 30, "card": True}, either).outcome == "eligible"
    assert verdict({}, either).missing == ("age",)


def test_the_rule_of_the_day_asked_for_decides() -> None:
    changing = Ruled(
        "grant",
        [
            rule({"fact": "age", "to": 40}, until="2026-12-31"),
            rule({"fact": "age", "to": 45}, **{"from": "2027-01-01"}),
        ],
    )
    facts = read_facts({"age": 43}, FACTS)
    assert evaluate(program(changing, day=date(2026, 12, 31)), "grant", facts).outcome == "not_eligible"
    assert evaluate(program(changing, day=date(2027, 1, 1)), "grant", facts).outcome == "eligible"


def test_a_record_without_a_rule_in_force_has_no_verdict() -> None:
    old = ruled(AGE, until="2020-12-31")
    assert evaluate_all(program(old), {}) == {}
    with pytest.raises(KeyError):
        evaluate(program(old), "grant", {})


def test_all_records_of_a_day_are_judged_together() -> None:
    both = program(ruled(AGE, id="one"), ruled({"fact": "bpl", "is": True}, id="two"), day=DAY)
    found = evaluate_all(both, read_facts({"age": 30}, FACTS))
    assert {name: one.outcome for name, one in found.items()} == {"one": "eligible", "two": "need_more"}


def test_what_is_presumed_or_expected_counts_until_something_else_is_told() -> None:
    citizens = {"fact": "citizen", "is": True}
    women = {"fact": "sex", "is": "female", "expected": True}
    day = program(ruled(citizens, women, AGE))
    found, presumed = evaluate_presuming(day, "grant", {"age": 30.0})
    assert (found.outcome, presumed) == ("eligible", {"sex": "female", "citizen": True})
    found, presumed = evaluate_presuming(day, "grant", {"age": 30.0, "sex": "male"})
    assert (found.outcome, presumed) == ("not_eligible", {"citizen": True})
