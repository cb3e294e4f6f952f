"""How much an interview for one scheme asks, as the conversation asks it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.progress import track

from actions.judging import can_judge
from benchmarks.interviews_people import Households, Known
from knowledge.base import KnowledgeBase
from knowledge.rules.evaluate import evaluate_presuming
from knowledge.rules.interview import Planner
from knowledge.rules.program import CompiledCondition, CompiledRule
from knowledge.rules.schema import leaves

Rows = list[dict[str, Any]]


def shares(knowledge: KnowledgeBase, planner: Planner, households: Households) -> Rows:
    """For each record that can be judged the facts of its criteria, and how many are asked for on average.

    `asked` counts questions put until the verdict stands, from nothing known; what is presumed, expected or counts only
    when told is not asked. `in_order` asks for the first missing fact instead of the planner's. Greatest share first.
    """
    rules = [planner.program.rules[name] for name in _judgeable(knowledge, planner)]
    rows = [_row(rule, planner, households) for rule in track(rules, "Interviews for one scheme")]
    return sorted(rows, key=lambda row: (-row["share"], row["record"]))


def _judgeable(knowledge: KnowledgeBase, planner: Planner) -> list[str]:
    """Those with a fact to ask about."""
    rules = planner.program.rules.values()
    return [rule.record for rule in rules if rule.facts and can_judge(knowledge, knowledge.records[rule.record])]


def _row(rule: CompiledRule, planner: Planner, households: Households) -> dict[str, Any]:
    asked = _asked(rule, planner, households, planned=True)
    facts = len(rule.facts)
    return {
        "record": rule.record,
        "facts": facts,
        "may_be_asked": len(_may_be_asked(rule, planner)),
        "asked": round(float(asked.mean()), 3),
        "most": int(asked.max()),
        "share": round(float(asked.mean()) / facts, 4),
        "in_order": round(float(_asked(rule, planner, households, planned=False).mean()) / facts, 4),
    }


def _asked(rule: CompiledRule, planner: Planner, households: Households, *, planned: bool) -> np.ndarray[Any, Any]:
    """Questions until the verdict stands, for each household."""

    def ask(known: Known, unsaid: list[str], _: None) -> tuple[None, str | None]:
        verdict, presumed = evaluate_presuming(planner.program, rule.record, known, unsaid)
        if verdict.decided:
            return None, None
        return None, planner.next_fact([verdict], known | presumed, unsaid) if planned else verdict.missing[0]

    asked = np.zeros(len(households.profiles), dtype=np.int64)
    for stop in households.walk(ask):
        if stop.last:
            asked[stop.households] = stop.asked
    return asked


def _may_be_asked(rule: CompiledRule, planner: Planner) -> set[str]:
    """Facts of the criteria less those presumed, expected, told only, or in conditions of which nobody is asked."""
    catalogue, expected = planner.program.catalogue, rule.rule.expectations()
    facts = {fact for condition in rule.conditions for fact in _told_apart(condition)}
    return {fact for fact in facts if catalogue[fact].presumed is None and fact not in expected}


def _told_apart(condition: CompiledCondition) -> Sequence[str]:
    said = condition.finding.condition
    return [leaf.fact for leaf in leaves(said) if not leaf.told] if said.asked else []


def over_all(rows: Rows) -> dict[str, float]:
    """Means over records, and of all interviews together."""
    several = [row["share"] for row in rows if row["facts"] > 1]
    asked, facts = sum(row["asked"] for row in rows), sum(row["facts"] for row in rows)
    return {
        "share": round(float(np.mean([row["share"] for row in rows])), 4),
        "share_of_several": round(float(np.mean(several)), 4),
        "share_together": round(asked / facts, 4),
        "share_of_may_be_asked": round(
            float(np.mean([row["asked"] / row["may_be_asked"] for row in rows if row["may_be_asked"]])), 4
        ),
        "in_order": round(float(np.mean([row["in_order"] for row in rows])), 4),
        "asked": round(asked / len(rows), 2),
        "facts": round(facts / len(rows), 2),
    }
