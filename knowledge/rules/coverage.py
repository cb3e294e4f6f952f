"""Whether the examples of a complete rule stand at and around every limit, so that a wrong limit is noticed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from knowledge.rules.evaluate import Verdict, judge
from knowledge.rules.program import Program
from knowledge.rules.schema import Leaf, Rule, leaves
from knowledge.rules.soundness import Exemplified
from knowledge.rules.values import Catalogue, Facts, complete, read_facts, read_value

FEWEST = 10
# How far beyond a limit an example may be to count as around it.
_NEAR: dict[str, float] = {"number": 1.0, "percent": 5.0}
_NEAR_SHARE = 0.1
_HAIR = 0.005


def coverage_problems(record: Exemplified, catalogue: Catalogue) -> list[str]:
    """Of the rules that decide; each problem with what to do. The rules and examples themselves must be sound."""
    problems = []
    for number, rule in enumerate(record.rules):
        if rule.complete and rule.conditions:
            tried = _tried(record, rule, catalogue)
            problems += [f"rules.{number}: {problem}" for problem in _problems(rule, tried, catalogue)]
    return problems


def _tried(record: Exemplified, rule: Rule, catalogue: Catalogue) -> list[tuple[Facts, Verdict]]:
    """The examples of the days on which the rule is in force: all that is known, and the verdict."""
    programs: dict[date, Program] = {}
    found: list[tuple[Facts, Verdict]] = []
    for example in record.examples:
        if rule.in_force(example.day):
            if example.day not in programs:
                programs[example.day] = Program([record], catalogue, example.day)
            program = programs[example.day]
            facts = complete(read_facts(example.facts, catalogue), catalogue, example.day)
            found.append((facts, judge(program.rules[record.id], program.truths(facts))))
    return found


def _problems(rule: Rule, tried: Sequence[tuple[Facts, Verdict]], catalogue: Catalogue) -> Iterator[str]:
    if len(tried) < FEWEST:
        yield f"has {len(tried)} example profiles; write at least {FEWEST}, at and around every limit"
    for number, condition in enumerate(rule.conditions):
        if not any(condition in _missed(verdict) for _, verdict in tried):
            yield f"conditions.{number}: no example fails it; write one"
        for leaf in leaves(condition):
            yield from (f"conditions.{number}: {lack}" for lack in _untried(leaf, tried, catalogue))


def _missed(verdict: Verdict) -> list[Any]:
    return [finding.condition for finding in (*verdict.failed, *verdict.doubtful)]


def _untried(leaf: Leaf, tried: Sequence[tuple[Facts, Verdict]], catalogue: Catalogue) -> Iterator[str]:
    kind = catalogue[leaf.fact].kind
    values = [facts[leaf.fact] for facts, _ in tried if leaf.fact in facts]
    if kind == "choice":
        return
    for limit, beyond in ((leaf.from_, -1), (leaf.to, 1)):
        if limit is None:
            continue
        at = read_value(leaf.fact, catalogue[leaf.fact], limit)
        if not any(_is_at(at, value, beyond, kind) for value in values):
            yield f"no example has {leaf.fact} {limit}, which is a limit; write one"
        if not any(_just_beyond(at, value, beyond, kind) for value in values):
            yield f"no example has {leaf.fact} just {'below' if beyond < 0 else 'above'} {limit}; write one"


def _is_at(limit: Any, value: Any, direction: int, kind: str) -> bool:
    """Areas come from acres and bighas, so a hair inside will do."""
    if kind == "area":
        return bool(0 <= (limit - value) * direction <= limit * _HAIR)
    return bool(value == limit)


def _just_beyond(limit: Any, value: Any, direction: int, kind: str) -> bool:
    if isinstance(limit, date):
        return bool(timedelta(0) < (value - limit) * direction <= timedelta(days=1))
    return bool(0 < (value - limit) * direction <= _NEAR.get(kind, limit * _NEAR_SHARE))
