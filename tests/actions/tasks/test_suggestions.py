import pytest

from actions.tasks.suggestions import Suggested, askable, near_misses, suggest
from knowledge.base import KnowledgeBase, Shelf
from knowledge.rules.ranking import SHORTLIST
from knowledge.rules.values import FactValue
from portal.calendar import today

WIDOW: dict[str, FactValue] = {"gender": "female", "age": 35.0, "marital_status": "widowed", "area": "rural"}


@pytest.fixture(scope="session")
def knowledge(shelf: Shelf) -> KnowledgeBase:
    return shelf.current


def first(found: Suggested, number: int = SHORTLIST) -> list[str]:
    return [one.record for one in found.ranked[:number]]


def suggested(knowledge: KnowledgeBase, led: list[str], **more: FactValue) -> Suggested:
    return suggest(knowledge, today(), {**WIDOW, **more}, (), {}, led)


def test_what_led_before_goes_on_leading_against_what_is_little_better(knowledge: KnowledgeBase) -> None:
    *leading, behind = first(suggested(knowledge, []), SHORTLIST + 1)
    assert behind in first(suggested(knowledge, [*leading[:-1], behind]))


def test_what_led_before_gives_way_to_what_is_much_better(knowledge: KnowledgeBase) -> None:
    best, *_, worst = first(suggested(knowledge, []), 1_000)
    assert first(suggested(knowledge, [worst]))[0] == best


def test_the_more_was_told_the_firmer_the_list_holds(knowledge: KnowledgeBase) -> None:
    def climbs(facts: dict[str, FactValue]) -> int:
        def ranks(led: list[str]) -> list[str]:
            return first(suggest(knowledge, today(), facts, (), {}, led), 1_000)

        behind = ranks([])[2 * SHORTLIST]
        return 2 * SHORTLIST - ranks([behind]).index(behind)

    told: dict[str, FactValue] = {"bpl": True, "income": 40_000.0, "caste_category": "sc", "education": 5.0}
    assert climbs({**WIDOW, **told}) > climbs({"age": 35.0})


def test_what_is_ruled_out_leads_no_longer(knowledge: KnowledgeBase) -> None:
    assert "kalyani_pension" in first(suggested(knowledge, []))
    assert "kalyani_pension" not in first(suggested(knowledge, ["kalyani_pension"], marital_status="married"), 1_000)


def test_the_question_is_for_what_leads(knowledge: KnowledgeBase) -> None:
    found = suggested(knowledge, [])
    wanted = {fact for one in found.ranked[: 2 * SHORTLIST] for fact in one.verdict.missing}
    assert found.asks in wanted & askable()


def test_a_near_miss_is_missed_by_one_condition(knowledge: KnowledgeBase) -> None:
    missed = near_misses(knowledge, today(), {**WIDOW, "age": 59.0, "bpl": True}, (), {})
    assert "ignoaps" in [miss.record for miss in missed]
