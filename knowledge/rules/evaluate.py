"""What the rules say of one profile: the verdict, why, and which facts could still change it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.rules.program import CompiledRule, Finding, Program
from knowledge.rules.schema import Outcome
from knowledge.rules.values import Facts


@dataclass(frozen=True)
class Verdict:
    """`failed` decides; `doubtful` failed too, but no source confirms it. `missing` are exactly the facts that can
    still change the outcome, in the rule's order; `unsaid` are such facts that the person does not know or tell.
    """

    record: str
    outcome: Outcome
    met: tuple[Finding, ...] = ()
    failed: tuple[Finding, ...] = ()
    doubtful: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def decided(self) -> bool:
        return self.outcome != "need_more"


def evaluate(program: Program, record: str, facts: Facts, unsaid: Collection[str] = ()) -> Verdict:
    """Raises KeyError when the record has no rule in force on the program's day."""
    return judge(program.rules[record], program.truths(facts), unsaid)


def evaluate_all(program: Program, facts: Facts, unsaid: Collection[str] = ()) -> dict[str, Verdict]:
    """Every record's verdict for one profile."""
    truths = program.truths(facts)
    return {name: judge(rule, truths, unsaid) for name, rule in program.rules.items()}


def judge(rule: CompiledRule, truths: Sequence[int], unsaid: Collection[str] = ()) -> Verdict:
    """`truths` holds the truth of every comparison of the program."""
    met: list[Finding] = []
    failed: list[Finding] = []
    doubtful: list[Finding] = []
    undecided: list[Finding] = []
    lacking: dict[str, None] = {}
    for condition in rule.conditions:
        truth = condition.holds(truths)
        if truth > 0:
            met.append(condition.finding)
        elif truth == 0:
            undecided.append(condition.finding)
            lacking.update(dict.fromkeys(condition.open_facts(truths)))
        elif condition.finding.condition.sure:
            failed.append(condition.finding)
        else:
            doubtful.append(condition.finding)
    missing = () if failed else tuple(fact for fact in lacking if fact not in unsaid)
    withheld = () if failed else tuple(fact for fact in lacking if fact in unsaid)
    outcome: Outcome = "eligible"
    if failed:
        outcome = "not_eligible"
    elif missing:
        outcome = "need_more"
    elif undecided or doubtful or not rule.rule.complete:
        outcome = "possibly"
    return Verdict(
        rule.record, outcome, tuple(met), tuple(failed), tuple(doubtful), tuple(undecided), missing, withheld
    )
