"""What two versions of the rules say differently: of their examples, and of synthetic households."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from knowledge.rules.evaluate import Verdict, evaluate
from knowledge.rules.households import draw_applicants
from knowledge.rules.matrix import OUTCOMES, Codes, outcomes
from knowledge.rules.program import Program, compile_day
from knowledge.rules.schema import Example
from knowledge.rules.values import Catalogue, Facts, read_facts
from knowledge.schema import Record

_SAMPLES = 2

Judge = Callable[[str, Facts, date], Verdict | None]


@dataclass(frozen=True)
class Version:
    """One state of the rules: its records by id, and the facts that they ask about."""

    records: dict[str, Record]
    catalogue: Catalogue

    def program(self, day: date) -> Program:
        return compile_day(self.records, self.catalogue, day)


@dataclass(frozen=True)
class Changed:
    """A profile whose verdict is not what it was; None where one version has no rule for the record."""

    record: str
    facts: Facts
    old: Verdict | None
    new: Verdict | None


def changed_examples(old: Version, new: Version, wanted: Sequence[str] = ()) -> list[Changed]:
    """Of the examples of both versions, those to which the versions give different verdicts."""
    judge_old, judge_new = _judge(old), _judge(new)
    found = []
    for name in wanted or sorted(old.records.keys() | new.records.keys()):
        for facts, day in _profiles(name, old, new):
            before, after = judge_old(name, facts, day), judge_new(name, facts, day)
            if outcome_of(before) != outcome_of(after):
                found.append(Changed(name, facts, before, after))
    return found


def _judge(version: Version) -> Judge:
    programs: dict[date, Program] = {}

    def judge(record: str, facts: Facts, day: date) -> Verdict | None:
        if day not in programs:
            programs[day] = version.program(day)
        known = {name: value for name, value in facts.items() if name in version.catalogue}
        return evaluate(programs[day], record, known) if record in programs[day].rules else None

    return judge


def _profiles(name: str, old: Version, new: Version) -> Iterator[tuple[Facts, date]]:
    seen: list[Example] = []
    for version in (old, new):
        for example in version.records[name].examples if name in version.records else []:
            if not any((example.facts, example.day) == (other.facts, other.day) for other in seen):
                seen.append(example)
                yield read_facts(example.facts, version.catalogue), example.day


def outcome_of(verdict: Verdict | None) -> str:
    return verdict.outcome if verdict else "no rule"


@dataclass(frozen=True)
class Shift:
    """How many profiles went from one verdict to another for a record, and the first of them."""

    record: str
    old: str
    new: str
    number: int
    samples: tuple[Changed, ...]


def shifts(old: Version, new: Version, day: date, households: int, wanted: Sequence[str] = ()) -> list[Shift]:
    """Changes over synthetic households drawn from the new facts."""
    profiles = draw_applicants(households, new.catalogue, day)
    programs = {"old": old.program(day), "new": new.program(day)}
    before = outcomes(programs["old"], _encoded(programs["old"], old.catalogue, profiles))
    after = outcomes(programs["new"], _encoded(programs["new"], new.catalogue, profiles))
    found: list[Shift] = []
    for name in wanted or sorted(before.keys() | after.keys()):
        found += _shifts_of(name, before.get(name), after.get(name), profiles, programs, (old, new))
    return found


def _encoded(program: Program, catalogue: Catalogue, profiles: Sequence[Facts]) -> npt.NDArray[np.float64]:
    return program.encode_many([_known(profile, catalogue) for profile in profiles], completed=True)


def _known(profile: Facts, catalogue: Catalogue) -> Facts:
    return {name: value for name, value in profile.items() if name in catalogue}


def _shifts_of(
    name: str,
    before: Codes | None,
    after: Codes | None,
    profiles: Sequence[Facts],
    programs: Mapping[str, Program],
    versions: tuple[Version, Version],
) -> Iterator[Shift]:
    pairs = [(_named(before, place), _named(after, place)) for place in range(len(profiles))]
    for (old, new), number in Counter(pairs).most_common():
        if old != new:
            places = [place for place, pair in enumerate(pairs) if pair == (old, new)][:_SAMPLES]
            samples = (Changed(name, profiles[p], *_verdicts(name, profiles[p], programs, versions)) for p in places)
            yield Shift(name, old, new, number, tuple(samples))


def _named(codes: Codes | None, place: int) -> str:
    return "no rule" if codes is None else OUTCOMES[codes[place]]


def _verdicts(
    name: str, facts: Facts, programs: Mapping[str, Program], versions: tuple[Version, Version]
) -> Iterator[Verdict | None]:
    for program, version in zip(programs.values(), versions, strict=True):
        yield evaluate(program, name, _known(facts, version.catalogue)) if name in program.rules else None
