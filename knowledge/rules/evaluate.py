"""What the rules say of one profile: the verdict, why, and which facts could still change it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.rules.program import CompiledCondition, CompiledRule, Finding, Program
from knowledge.rules.schema import Outcome
from knowledge.rules.values import Facts, FactValue, complete, presume, read_value


@dataclass(frozen=True)
class Verdict:
    """`failed` decides; `doubtful` failed too, but no source confirms it. `open` is undecided, `taken` is not asked for
    and taken to hold. `missing` are exactly the facts that can still change the outcome, in the rule's order; `unsaid`
    are such facts that the person does not know or tell.
    """

    record: str
    outcome: Outcome
    met: tuple[Finding, ...] = ()
    failed: tuple[Finding, ...] = ()
    doubtful: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    taken: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        return self.outcome != "need_more"


def evaluate(program: Program, record: str, facts: Facts, unsaid: Collection[str] = ()) -> Verdict:
    """Raises KeyError when the record has no rule in force on the program's day."""
    return judge(program.rules[record], program.truths(facts), unsaid)


def evaluate_presuming(
    program: Program, record: str, facts: Facts, unsaid: Collection[str] = ()
) -> tuple[Verdict, dict[str, FactValue]]:
    """The verdict, and what was taken for granted: what the rule expects and presumes where nothing is told of it.

    Raises KeyError when the record has no rule in force on the program's day.
    """
    rule, catalogue, day = program.rules[record], program.catalogue, program.day
    expected = rule.rule.expectations()
    untold = expected.keys() - complete(facts, catalogue, day).keys()
    presumed = {name: read_value(name, catalogue[name], expected[name]) for name in expected if name in untold}
    presumed |= presume({**facts, **presumed}, catalogue, day, rule.facts)
    return evaluate(program, record, {**facts, **presumed}, unsaid), presumed


def evaluate_all(program: Program, facts: Facts, unsaid: Collection[str] = ()) -> dict[str, Verdict]:
    """Every record's verdict for one profile."""
    truths = program.truths(facts)
    return {name: judge(rule, truths, unsaid) for name, rule in program.rules.items()}


def judge(rule: CompiledRule, truths: Sequence[int], unsaid: Collection[str] = ()) -> Verdict:
    """`truths` holds the truth of every comparison of the program."""
    found: dict[str, list[Finding]] = {name: [] for name in ("met", "failed", "doubtful", "open", "taken")}
    lacking: dict[str, None] = {}
    for condition in rule.conditions:
        truth, said = condition.holds(truths), condition.finding.condition
        if truth > 0:
            found["met"].append(condition.finding)
        elif truth < 0:
            found["failed" if said.sure else "doubtful"].append(condition.finding)
        elif said.asked or _partly_known(condition, truths):
            found["open"].append(condition.finding)
            lacking.update(dict.fromkeys(condition.open_facts(truths)))
        else:
            found["taken"].append(condition.finding)
    wanted = () if found["failed"] else tuple(lacking)
    missing = tuple(fact for fact in wanted if fact not in unsaid)
    withheld = tuple(fact for fact in wanted if fact in unsaid)
    outcome: Outcome = "eligible"
    if found["failed"]:
        outcome = "not_eligible"
    elif missing:
        outcome = "need_more"
    elif found["open"] or found["doubtful"] or not rule.rule.complete:
        outcome = "possibly"
    findings = {name: tuple(conditions) for name, conditions in found.items()}
    return Verdict(rule.record, outcome, **findings, missing=missing, unsaid=withheld)


def _partly_known(condition: CompiledCondition, truths: Sequence[int]) -> bool:
    """Whether something of it is known, so that the rest matters."""
    return any(truths[place] != 0 for place in condition.places)
