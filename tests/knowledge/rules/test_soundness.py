from typing import Any

import pytest

from knowledge.rules.coverage import coverage_problems
from knowledge.rules.schema import Example
from knowledge.rules.soundness import problems_of
from tests.knowledge.rules.made import FACTS, Ruled, rule, ruled

AGE = {"fact": "age", "from": 18, "to": 59}


def example(verdict: str, failed: list[str] | None = None, **facts: Any) -> Example:
    return Example.model_validate({"facts": facts, "verdict": verdict, "failed": failed})


def problems(*conditions: dict[str, Any], examples: tuple[Example, ...] = ()) -> list[str]:
    record = ruled(*conditions)
    record.examples = list(examples)
    return problems_of(record, FACTS)


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"fact": "shoe_size", "is": True}, "no fact 'shoe_size'"),
        ({"fact": "bpl", "from": 1}, "has no order"),
        ({"fact": "sex", "from": "female"}, "has no order"),
        ({"fact": "age", "in": [1, 2]}, "use is, from/to"),
        ({"fact": "sex", "is": "woman"}, "not one of"),
        ({"fact": "age", "within_days": 3}, "compares dates"),
        ({"fact": "income", "to": 5, "on": "01-01"}, "counts the fact age"),
        ({"any": [{"fact": "bpl", "is": True}, {"fact": "nothing", "is": True}]}, "any.1"),
    ],
)
def test_a_rule_that_does_not_fit_the_facts_is_named_with_what_to_do(condition: dict[str, Any], says: str) -> None:
    (problem,) = problems(condition)
    assert problem.startswith("rules.0.conditions.0")
    assert says in problem


def test_an_example_with_another_verdict_than_the_rules_give_is_a_problem() -> None:
    assert problems(AGE, examples=(example("eligible", age=18), example("not_eligible", ["age"], age=60))) == []
    (wrong,) = problems(AGE, examples=(example("eligible", age=60),))
    assert wrong.startswith("examples.0: expected eligible, the rules say not_eligible")


def test_an_example_that_fails_elsewhere_than_stated_is_a_problem() -> None:
    bpl = {"fact": "bpl", "is": True}
    (wrong,) = problems(AGE, bpl, examples=(example("not_eligible", ["bpl"], age=60, bpl=True),))
    assert "expected failed ['bpl']" in wrong


def test_an_example_of_a_day_without_a_rule_is_a_problem() -> None:
    record = Ruled("grant", [rule(AGE, until="2020-01-01")], [example("eligible", age=18)])
    assert "no rule is in force" in problems_of(record, FACTS)[0]


def test_two_versions_in_force_on_one_day_are_a_problem() -> None:
    record = Ruled("grant", [rule(AGE, until="2026-12-31"), rule(AGE, **{"from": "2026-12-31"})])
    assert "in force together" in problems_of(record, FACTS)[0]


def test_a_limit_that_no_example_stands_at_or_beyond_is_told() -> None:
    record = ruled(AGE)
    record.examples = [example("eligible", age=age) for age in range(19, 31)]
    found = coverage_problems(record, FACTS)
    assert [problem.split(": ", 1)[1] for problem in found] == [
        "conditions.0: no example fails it; write one",
        "conditions.0: no example has age 18, which is a limit; write one",
        "conditions.0: no example has age just below 18; write one",
        "conditions.0: no example has age 59, which is a limit; write one",
        "conditions.0: no example has age just above 59; write one",
    ]


def test_fewer_than_ten_examples_are_too_few_for_a_rule_that_decides_only() -> None:
    record = ruled({"fact": "bpl", "is": True})
    record.examples = [example("eligible", bpl=True), example("not_eligible", bpl=False)]
    assert "has 2 example profiles" in coverage_problems(record, FACTS)[0]
    record.rules = [rule({"fact": "bpl", "is": True}, complete=False)]
    assert coverage_problems(record, FACTS) == []
