import numpy as np
import pytest

from knowledge.rules.evaluate import evaluate, evaluate_all
from knowledge.rules.interview import Planner
from knowledge.rules.values import Facts, FactValue
from tests.knowledge.rules.made import program, ruled

OLD = {"fact": "age", "from": 60}
POOR = {"fact": "bpl", "is": True}
CARD = {"fact": "card", "is": True}


def people(number: int = 1_000) -> list[dict[str, FactValue]]:
    """One in ten is old, one in two is poor, nine in ten have the card; none of it hangs together."""
    lots = np.random.default_rng(1).random((number, 3))
    return [{"age": 70.0 if a < 0.1 else 30.0, "bpl": bool(b < 0.5), "card": bool(c < 0.9)} for a, b, c in lots]


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(program(ruled(CARD, POOR, OLD), ruled(CARD, id="carded")), people())


def asked(planner: Planner, facts: Facts, unsaid: tuple[str, ...] = ()) -> str | None:
    return planner.next_fact([evaluate(planner.program, "grant", facts, unsaid)], facts, unsaid)


def test_the_fact_that_decides_most_is_asked_first(planner: Planner) -> None:
    assert asked(planner, {}) == "age"
    assert asked(planner, {"age": 70.0}) == "bpl"
    assert asked(planner, {"age": 70.0, "bpl": True}) == "card"


def test_nothing_is_asked_once_the_verdict_stands(planner: Planner) -> None:
    assert asked(planner, {"age": 30.0}) is None
    assert asked(planner, {"age": 70.0, "bpl": True, "card": True}) is None


def test_what_the_citizen_does_not_know_is_not_asked_again(planner: Planner) -> None:
    assert asked(planner, {}, unsaid=("age",)) == "bpl"


def test_over_several_records_their_worth_weighs(planner: Planner) -> None:
    open_verdicts = evaluate_all(planner.program, {}).values()
    assert planner.ranked_facts(open_verdicts, {}, worth={"grant": 0.0, "carded": 1.0})[0] == "card"
    assert planner.ranked_facts(open_verdicts, {}, worth={"grant": 9.0, "carded": 0.1})[0] == "age"


def test_a_chance_is_how_many_people_like_this_one_get_through(planner: Planner) -> None:
    chances = planner.chances({"age": 70.0, "card": True})
    assert chances["grant"] == pytest.approx(0.5, abs=0.1)
    assert chances["carded"] == 1.0
    assert planner.chances({"age": 30.0})["grant"] < 0.05
