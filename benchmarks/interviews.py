"""How much is asked before a verdict and before a list that lasts, and how fast the rules judge one and many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from actions.tasks.discover import MOST_QUESTIONS
from benchmarks import interviews_all, interviews_one, interviews_times, report
from benchmarks.interviews_people import Households
from benchmarks.interviews_picture import draw
from knowledge.base import build
from knowledge.search.encoder import default_encoder
from portal.calendar import today

HOUSEHOLDS, PROFILES, TIMED = 10_000, 100_000, 1_000
_QUICK_HOUSEHOLDS, _QUICK_PROFILES, _QUICK_TIMED = 40, 400, 20
_SHOWN = 6

Figures = dict[str, Any]


def run(into: Path, *, quick: bool = False) -> None:
    """Print everything, and keep it."""
    knowledge, day = build(default_encoder()), today()
    planner, ranking = knowledge.rules.planner(day), knowledge.rules.ranking(day)
    households = Households(_QUICK_HOUSEHOLDS if quick else HOUSEHOLDS, planner.program, day)
    timed = households.profiles[: _QUICK_TIMED if quick else TIMED]
    rows = interviews_one.shares(knowledge, planner, households)
    figures: Figures = {
        "households": len(households.profiles),
        "one": {**interviews_one.over_all(rows), "records": rows},
        "all": _what_can_i_get(knowledge, day, households),
        "profile_ms": interviews_times.one_profile(ranking, planner.program, timed),
        "bulk": interviews_times.bulk(_QUICK_PROFILES if quick else PROFILES, knowledge.rules.catalogue, day),
    }
    figures["budgets"] = _budgets(figures)
    print("\n" + tables(figures))
    report.save("interviews", figures, into)
    draw(figures, into / "interviews.png")


def _what_can_i_get(knowledge: Any, day: date, households: Households) -> Figures:
    asked_on = interviews_all.lists_by_question(knowledge, day, households)
    tops = interviews_all.within_the_limit(asked_on)
    return {
        "later answers, asked on without limit": _first(interviews_all.settled(asked_on)),
        "all that may be asked here": interviews_all.settled(
            tops, interviews_all.lists_with_all_answers(knowledge, day, households, tops)
        ),
        "everything known": interviews_all.settled(
            tops, interviews_all.lists_with_everything(knowledge, day, households, tops)
        ),
    }


def _first(by_question: dict[str, list[float]]) -> dict[str, list[float]]:
    return {kind: shares[: MOST_QUESTIONS + 1] for kind, shares in by_question.items()}


def tables(figures: Mapping[str, Any]) -> str:
    """All that is printed at the end."""
    parts = (_one(figures["one"]), _all(figures["all"]), _times(figures), report.budgets_table(figures["budgets"]))
    return "\n\n".join(parts)


def _one(one: Mapping[str, Any]) -> str:
    head = ("one scheme", "facts", "may be asked", "asked", "most", "asked ÷ facts", "in the rule's order")
    keys = ("record", "facts", "may_be_asked", "asked", "most", "share", "in_order")
    rows: list[tuple[report.Cell, ...]] = [tuple(row[key] for key in keys) for row in one["records"]]
    if len(rows) > 2 * _SHOWN:
        rows[_SHOWN:-_SHOWN] = [("…", "", "", "", "", "", "")]
    mean = (f"mean of {len(one['records'])}", one["facts"], None, one["asked"], None, one["share"], one["in_order"])
    return report.table(head, [*rows, mean]) + (
        f"\nOf the facts that may be asked {one['share_of_may_be_asked']:.1%}; all interviews together "
        f"{one['share_together']:.1%}; records with several facts {one['share_of_several']:.1%}."
    )


def _all(by_final: Mapping[str, Any]) -> str:
    head = ("first five last, by questions", "", *map(str, range(MOST_QUESTIONS + 1)))
    says = {"same": "all five", "almost": "four of five", "shared": "shared, mean"}
    rows = [
        (f"against {final}" if kind == "same" else "", says[kind], *by_question)
        for final, kinds in by_final.items()
        for kind, by_question in kinds.items()
    ]
    return report.table(head, rows)


def _times(figures: Mapping[str, Any]) -> str:
    bulk = figures["bulk"]
    head = ("one profile, ms", "p50", "p95", "p99")
    return report.table(head, [(name, *ms.values()) for name, ms in figures["profile_ms"].items()]) + (
        f"\n\nBulk: {bulk['profiles']:,} profiles x {bulk['records']} records in {bulk['seconds']:,.1f} s "
        f"(CPU {bulk['cpu_s']:,.1f} s): {bulk['profiles_per_s']:,} profiles/s, {bulk['verdicts_per_s']:,} verdicts/s, "
        f"at most {bulk['peak_mb']:,.0f} MB; {bulk['megabytes']:,.0f} MB of profiles read, the CSV written."
    )


def _budgets(figures: Figures) -> list[dict[str, Any]]:
    by_final = figures["all"]
    lasting = [
        report.budget(
            f"first five after {MOST_QUESTIONS} questions last, against {final}",
            100 * by_final[final]["same"][MOST_QUESTIONS],
            90,
            "% of households",
            at_least=True,
        )
        for final in by_final
    ]
    return [
        report.budget("asked for one scheme", 100 * figures["one"]["share"], 60, "% of its criteria's facts"),
        *lasting,
        report.budget("all records, one profile, p99", figures["profile_ms"]["all records at once"]["p99"], 10, "ms"),
    ]
