"""What somebody can get, over all records: ranked by certainty, worth, and how much it is meant for such people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2, log10, sqrt
from pathlib import Path
from typing import Protocol

import yaml

from knowledge.rules.evaluate import Verdict, evaluate_all
from knowledge.rules.interview import RARE, Planner
from knowledge.rules.nearness import nearness
from knowledge.rules.program import Finding, Ruled
from knowledge.rules.values import Facts, complete

SHORTLIST = 5

_DATA = Path(__file__).parent / "worth.yaml"
_CERTAINTY = {"eligible": 1.0, "possibly": 0.8}
_DOUBTED = 0.5
_STILL_OPEN = 0.9
_LEAST_CHANCE = 0.001
# From when all else is likely.
_LIKELY = 0.1
_LEAST_USUAL = 1e-4


class Ranked(Ruled, Protocol):
    """A record that can be suggested."""

    @property
    def worth(self) -> int | None: ...
    @property
    def needs(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Suggestion:
    """`certainty` 0 to 1; `score` orders."""

    record: str
    verdict: Verdict
    certainty: float
    score: float


@dataclass(frozen=True)
class NearMiss:
    """A record that one failed condition keeps away; `finding.condition.cure` says what would change it."""

    record: str
    finding: Finding


class Ranking:
    """Ranks the records of one planner; `records` are those that may be suggested, by id."""

    def __init__(self, planner: Planner, records: Mapping[str, Ranked]) -> None:
        self._planner = planner
        self._rules = {name: rule for name, rule in planner.program.rules.items() if name in records}
        self.worth = {name: log10(10 + worth_of(records[name])) for name in self._rules}
        self._usual = planner.chances({})

    def verdicts(self, facts: Facts, unsaid: Collection[str] = ()) -> dict[str, Verdict]:
        found = evaluate_all(self._planner.program, facts, unsaid)
        return {name: found[name] for name in self._rules}

    def suggestions(
        self, verdicts: Mapping[str, Verdict], facts: Facts, unsaid: Collection[str] = ()
    ) -> list[Suggestion]:
        """Records that nothing rules out, best first."""
        chances = self._planner.chances(facts, unsaid)
        found = []
        for name, verdict in verdicts.items():
            chance = chances.get(name, 1.0)
            certainty = _certainty(verdict, chance)
            if certainty >= _LEAST_CHANCE:
                score = sqrt(certainty) * self.worth[name] * self._fit(name, chance)
                found.append(Suggestion(name, verdict, certainty, score))
        return sorted(found, key=lambda suggestion: (-suggestion.score, suggestion.record))

    def near_misses(
        self, verdicts: Mapping[str, Verdict], facts: Facts, unsaid: Collection[str] = ()
    ) -> list[NearMiss]:
        """Records with one failed condition that is not out of reach, while all else is likely; likeliest first."""
        program, chances = self._planner.program, self._planner.chances(facts, unsaid)
        known = complete(facts, program.catalogue, program.day)
        found = []
        for name, verdict in verdicts.items():
            else_likely = chances.get(name, 1.0) / RARE
            if len(verdict.failed) == 1 and not verdict.doubtful and else_likely >= _LIKELY:
                near = nearness(verdict.failed[0], known, program.catalogue)
                found.append((near * else_likely * self.worth[name], NearMiss(name, verdict.failed[0])))
        found.sort(key=lambda pair: (-pair[0], pair[1].record))
        return [miss for score, miss in found if score > 0]

    def _fit(self, name: str, chance: float) -> float:
        """How much likelier than for anybody: each doubling adds half."""
        usual = max(self._usual.get(name, 1.0), _LEAST_USUAL)
        return 1 + max(log2(max(chance, _LEAST_USUAL) / usual), 0.0) / 2


def worth_of(record: Ranked) -> int:
    """Rupees in a year: stated in the record, else by what it is for."""
    if record.worth is not None:
        return record.worth
    return max(_worth_by_need().get(need, _worth_by_need()["other"]) for need in record.needs)


@lru_cache(maxsize=1)
def _worth_by_need() -> dict[str, int]:
    worth: dict[str, int] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return worth


def _certainty(verdict: Verdict, chance: float) -> float:
    if verdict.outcome == "not_eligible":
        return 0.0
    if verdict.outcome == "need_more":
        return chance * _STILL_OPEN
    return _CERTAINTY[verdict.outcome] * (_DOUBTED if verdict.doubtful else 1.0)
