import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks import interviews
from benchmarks.interviews_all import settled
from benchmarks.interviews_one import over_all
from benchmarks.interviews_people import Households, Known
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.program import Program
from tests.knowledge.rules.made import DAY, ruled

OLD = {"fact": "age", "from": 60}
POOR = {"fact": "bpl", "is": True}
WED = {"fact": "marriage_date", "within_days": 365}


@pytest.fixture(scope="module")
def households() -> Households:
    return Households(50, Program([ruled(OLD, POOR, WED)], load_catalogue(), DAY), DAY)


def test_each_household_answers_every_question_once(households: Households) -> None:
    def ask(known: Known, unsaid: list[str], before: int | None) -> tuple[int, str | None]:
        questions = ("age", "bpl", "marriage_date")
        return (before or 0) + 1, next((fact for fact in questions if fact not in {*known, *unsaid}), None)

    ends = [stop for stop in households.walk(ask) if stop.last]
    assert sorted(np.concatenate([stop.households for stop in ends])) == list(range(50))
    assert {(stop.asked, stop.found) for stop in ends} == {(3, 4)}


def test_who_answers_alike_to_all_rules_goes_on_together(households: Households) -> None:
    def ask(known: Known, unsaid: list[str], _: None) -> tuple[None, str | None]:
        return None, None if known else "age"

    ends = [stop for stop in households.walk(ask) if stop.last]
    ages = [{float(str(households.profiles[place]["age"])) >= 60 for place in stop.households} for stop in ends]
    assert sorted(map(sorted, ages)) == [[False], [True]]


def test_an_interview_ends_after_the_most_questions(households: Households) -> None:
    def ask(known: Known, unsaid: list[str], _: None) -> tuple[None, str | None]:
        return None, next(fact for fact in ("age", "bpl", "marriage_date") if fact not in {*known, *unsaid})

    assert max(stop.asked for stop in households.walk(ask, 2)) == 2


def test_a_list_lasts_from_when_no_later_one_differs() -> None:
    tops = [[("a", "b"), ("a", "c"), ("c", "a")], [("a", "b"), ("a", "b"), ("a", "d")]]
    assert settled(tops)["same"] == [0.0, 0.5, 1.0]
    assert settled(tops, [("a", "c"), ("x", "y")])["same"] == [0.0, 0.5, 0.5]
    assert settled(tops, [("a", "c"), ("x", "y")])["shared"] == [0.25, 0.5, 0.5]


def test_the_mean_counts_every_record_alike() -> None:
    rows = [
        {"record": "a", "facts": 1, "may_be_asked": 1, "asked": 1.0, "share": 1.0, "in_order": 1.0},
        {"record": "b", "facts": 10, "may_be_asked": 5, "asked": 2.0, "share": 0.2, "in_order": 0.4},
    ]
    means = over_all(rows)
    assert (means["share"], means["share_together"], means["share_of_several"]) == (0.6, 0.2727, 0.2)
    assert means["share_of_may_be_asked"] == 0.7


def test_a_quick_run_prints_its_tables_and_keeps_figures_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interviews.run(tmp_path, quick=True)
    kept = json.loads((tmp_path / "interviews.json").read_text(encoding="utf-8"))
    assert {row["record"] for row in kept["one"]["records"]} > {"kalyani_pension", "pm_kisan"}
    assert kept["bulk"]["profiles"] == 400
    assert kept["bulk"]["peak_mb"] > 10
    assert (tmp_path / "interviews.png").read_bytes().startswith(b"\x89PNG")
    assert "asked for one scheme" in capsys.readouterr().out
