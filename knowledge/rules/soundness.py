"""Whether a record's rules fit the facts there are, and whether its examples get the verdicts they state."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, Protocol

from knowledge.rules.evaluate import Verdict, evaluate
from knowledge.rules.program import Program, Ruled
from knowledge.rules.schema import AllOf, AnyOf, Condition, Example, Leaf, Not
from knowledge.rules.values import Catalogue, read_facts, read_value


class Exemplified(Ruled, Protocol):
    """A record with examples."""

    @property
    def examples(self) -> list[Example]: ...


def rule_problems(record: Ruled, catalogue: Catalogue) -> list[str]:
    """Unknown facts, values of a wrong type, comparisons that a fact does not know; each with what to do."""
    problems = []
    for number, rule in enumerate(record.rules):
        for place, condition in enumerate(rule.conditions):
            where = f"rules.{number}.conditions.{place}"
            problems += [f"{where}{path}: {text}" for path, text in _condition_problems(condition, catalogue, "")]
    return problems + _overlaps(record)


def _condition_problems(condition: Condition, catalogue: Catalogue, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(condition, Leaf):
        yield from ((path, text) for text in _leaf_problems(condition, catalogue))
    elif isinstance(condition, Not):
        yield from _condition_problems(condition.not_, catalogue, f"{path}.not")
    else:
        name = "all" if isinstance(condition, AllOf) else "any"
        for number, part in enumerate(_branches(condition)):
            yield from _condition_problems(part, catalogue, f"{path}.{name}.{number}")


def _branches(condition: AllOf | AnyOf) -> list[Condition]:
    return condition.all if isinstance(condition, AllOf) else condition.any


def _leaf_problems(leaf: Leaf, catalogue: Catalogue) -> Iterator[str]:
    fact = catalogue.get(leaf.fact)
    if fact is None:
        yield f"no fact {leaf.fact!r}; correct its name or add it under knowledge/rules/facts"
        return
    ends = [end for end in (leaf.from_, leaf.to, leaf.above, leaf.below) if end is not None]
    if ends and (fact.kind == "flag" or (fact.kind == "choice" and not fact.ordered)):
        yield f"{leaf.fact} has no order; use is, in or not_in"
        return
    if (leaf.in_ is not None or leaf.not_in is not None) and fact.kind != "choice":
        yield f"{leaf.fact} is a {fact.kind}; use is, from/to or above/below"
        return
    if leaf.within_days is not None and fact.kind != "date":
        yield f"{leaf.fact} is a {fact.kind}; within_days compares dates"
    if leaf.on is not None and leaf.fact != "age":
        yield f"on counts the fact age on a day; remove it from {leaf.fact}"
    for value in [leaf.is_, *(leaf.in_ or []), *(leaf.not_in or []), *ends]:
        if value is not None:
            yield from _value_problems(leaf.fact, catalogue, value)


def _value_problems(name: str, catalogue: Catalogue, value: Any) -> Iterator[str]:
    try:
        read_value(name, catalogue[name], value)
    except ValueError as error:
        yield str(error)


def _overlaps(record: Ruled) -> list[str]:
    """Two versions in force on one day."""
    problems = []
    ordered = sorted(enumerate(record.rules), key=lambda pair: pair[1].from_ or date.min)
    for (_, earlier), (number, later) in pairwise(ordered):
        if earlier.until is None or later.from_ is None or earlier.until >= later.from_:
            problems.append(f"rules.{number}: in force together with another version; set until of the earlier one")
    return problems


def example_problems(record: Exemplified, catalogue: Catalogue) -> list[str]:
    """Examples whose verdict, failed or missing facts are not as stated. The rules themselves must be sound."""
    programs: dict[date, Program] = {}
    problems = []
    for number, example in enumerate(record.examples):
        if example.day not in programs:
            programs[example.day] = Program([record], catalogue, example.day)
        found = _example_problem(record.id, example, programs[example.day])
        if found:
            problems.append(f"examples.{number}: {found}")
    return problems


def _example_problem(record: str, example: Example, program: Program) -> str | None:
    if record not in program.rules:
        return f"no rule is in force on {example.day}; correct the day or the rule's dates"
    try:
        facts = read_facts(example.facts, program.catalogue)
    except ValueError as error:
        return str(error)
    verdict = evaluate(program, record, facts)
    if verdict.outcome != example.verdict:
        return f"expected {example.verdict}, the rules say {_told(verdict)}; correct the rule or the example"
    failed = {fact for finding in verdict.failed for fact in finding.facts}
    if example.failed is not None and not _same_failures(set(example.failed), failed, verdict):
        return f"expected failed {example.failed}, the rules say {sorted(failed)}; correct the rule or the example"
    if example.missing is not None and set(example.missing) != set(verdict.missing):
        return f"expected missing {example.missing}, the rules say {list(verdict.missing)}; correct one of them"
    return None


def _same_failures(expected: set[str], failed: set[str], verdict: Verdict) -> bool:
    """Each failed condition is named by at least one of its facts, and nothing else is named."""
    return expected <= failed and all(expected & set(finding.facts) for finding in verdict.failed)


def _told(verdict: Verdict) -> str:
    failed = [fact for finding in (*verdict.failed, *verdict.doubtful) for fact in finding.facts]
    details = [f"failed {failed}"] if failed else []
    details += [f"missing {list(verdict.missing)}"] if verdict.missing else []
    return " ".join([verdict.outcome, *details])


def problems_of(record: Exemplified, catalogue: Catalogue) -> list[str]:
    """Of the rules, and when these are sound, of the examples."""
    return rule_problems(record, catalogue) or example_problems(record, catalogue)
