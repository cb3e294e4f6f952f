from typing import Any

import pytest

from knowledge.rules.interview import Planner
from knowledge.rules.ranking import Ranking, worth_of
from knowledge.rules.values import read_facts
from tests.knowledge.rules.made import FACTS, Ruled, program, ruled
from tests.knowledge.rules.test_interview import CARD, OLD, POOR, people


def worthy(worth: int, *conditions: dict[str, Any], id: str, **more: Any) -> Ruled:
    record = ruled(*conditions, id=id, **more)
    record.worth = worth
    return record


RECORDS = [
    worthy(1_000, POOR, id="small"),
    worthy(100_000, POOR, id="large"),
    worthy(100_000, POOR, OLD, id="for_old"),
    worthy(100_000, POOR, id="unsure", complete=False),
]


@pytest.fixture(scope="module")
def ranking() -> Ranking:
    return Ranking(Planner(program(*RECORDS), people()), {record.id: record for record in RECORDS})


def suggested(ranking: Ranking, **facts: Any) -> list[str]:
    known = read_facts(facts, FACTS)
    return [one.record for one in ranking.suggestions(ranking.verdicts(known), known)]


def test_what_is_worth_more_comes_first_among_equally_certain(ranking: Ranking) -> None:
    found = suggested(ranking, bpl=True, age=30)
    assert found.index("large") < found.index("small")


def test_what_is_certain_comes_before_what_is_only_possible(ranking: Ranking) -> None:
    found = suggested(ranking, bpl=True, age=30)
    assert found.index("large") < found.index("unsure")


def test_what_the_rules_rule_out_is_never_suggested(ranking: Ranking) -> None:
    assert "for_old" not in suggested(ranking, bpl=True, age=30)
    assert suggested(ranking, bpl=False) == []


def test_what_is_meant_for_such_people_comes_before_what_all_can_have(ranking: Ranking) -> None:
    assert suggested(ranking, bpl=True, age=70)[0] == "for_old"


def near(records: list[Any], **facts: Any) -> list[str]:
    ranking = Ranking(Planner(program(*records), people()), {record.id: record for record in records})
    known = read_facts(facts, FACTS)
    return [miss.record for miss in ranking.near_misses(ranking.verdicts(known), known)]


def test_a_near_miss_fails_exactly_one_condition_barely_or_one_with_a_cure() -> None:
    curable = {**POOR, "cure": {"hi": "सूची में नाम जुड़वाएँ", "en": "get on the list"}}
    records = [ruled(curable, id="listed"), ruled(OLD, id="old"), ruled(POOR, id="poor"), ruled(OLD, POOR, id="both")]
    assert near(records, age=58, bpl=False, card=True) == ["old", "listed"]
    assert near(records, age=30, bpl=False, card=True) == ["listed"]
    assert near(records, age=60, bpl=True) == []


def test_of_near_misses_those_come_first_where_all_else_likely_holds() -> None:
    rare, likely = ruled(OLD, POOR, id="a_rare"), ruled(OLD, CARD, id="likely")
    assert near([rare, likely], age=59) == ["likely", "a_rare"]


def test_worth_is_what_the_record_states_else_what_it_is_for() -> None:
    assert worth_of(RECORDS[0]) == 1_000
    assert worth_of(ruled(POOR)) > 0


def test_only_records_that_may_be_suggested_are_ranked() -> None:
    planner = Planner(program(*RECORDS), people())
    assert suggested(Ranking(planner, {"small": RECORDS[0]}), bpl=True) == ["small"]
