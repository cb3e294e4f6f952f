"""Which fact to ask for next: the one that tells most about the verdicts still open, judged on a sample of applicants.

The sample (households.py) stands in for what is not known yet; what is known is laid over it, so that an answer's
worth is always counted for people like this one. Pure functions of the facts: nothing is remembered between questions.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.rules.evaluate import Verdict
from knowledge.rules.program import CompiledCondition, CompiledRule, Program, Truths
from knowledge.rules.values import Facts, FactValue

POPULATION = 1_000
# The least share of people that a condition is taken to let through.
RARE = 0.02

# How many people the sample of those alike has, and how many bits less alike than the most alike they may be.
_FEWEST, _MOST = 40, 300
_BITS = 1.0
# How much being asked for by more rules makes up for telling less.
_USED_TO = 0.75
# What deciding against a record by this answer alone is worth beside a bit, so that rare schemes are asked well too.
_DECIDING = 0.05
_IN_A_TURN = 2

Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]


class Planner:
    """Precomputed for one program; a question costs a few milliseconds over all records."""

    def __init__(self, program: Program, population: Sequence[Mapping[str, FactValue]]) -> None:
        self.program = program
        self._truths = program.truths_for(program.encode_many(population, completed=True))
        self._places = {fact: program.comparisons_of([fact]) for fact in program.facts}
        answers = [_answers(self._truths[places]) for places in self._places.values()]
        ends = np.cumsum([0, *(len(rows) for rows in answers)])
        self._answers = np.concatenate(answers) if answers else np.zeros((0, len(population)), dtype=np.float32)
        self._common = _common(program)
        self._rows = {fact: np.arange(ends[i], ends[i + 1]) for i, fact in enumerate(self._places)}
        self._ruled = [rule for rule in program.rules.values() if rule.conditions]
        # One turn looks for the same people several times.
        self._alike = lru_cache(maxsize=_IN_A_TURN)(self._people_alike)
        self._formal = [self._is_formality(condition) for rule in self._ruled for condition in rule.conditions]

    def next_fact(self, verdicts: Iterable[Verdict], facts: Facts, unsaid: Collection[str] = ()) -> str | None:
        """The fact to ask for, None when no verdict is open. Ties go to the fact that the rules name first."""
        return next(iter(self.ranked_facts(verdicts, facts, unsaid)), None)

    def ranked_facts(
        self,
        verdicts: Iterable[Verdict],
        facts: Facts,
        unsaid: Collection[str] = (),
        worth: Mapping[str, float] | None = None,
    ) -> list[str]:
        """Facts that the open verdicts miss, most telling first. `worth` weighs records, 1 if not given."""
        undecided = [verdict for verdict in verdicts if verdict.missing]
        candidates = list(dict.fromkeys(fact for verdict in undecided for fact in verdict.missing))
        if len(candidates) <= 1:
            return candidates
        rules = [self.program.rules[verdict.record] for verdict in undecided]
        weights = np.array([(worth or {}).get(rule.record, 1.0) for rule in rules], dtype=np.float32)
        people, sample = self._people_like(facts, unsaid)
        held, starts = _held(rules, sample)
        passes = (np.minimum.reduceat(held, starts) > 0).astype(np.float32)
        value = dict(zip(candidates, self._gains(candidates, people, passes, weights), strict=True))
        failing = np.count_nonzero(held < 0, axis=1) / held.shape[1]
        for rule, weight, start in zip(rules, weights.tolist(), starts.tolist(), strict=True):
            for condition, share in zip(rule.conditions, failing[start:].tolist(), strict=False):
                compared = condition.finding.facts
                if len(compared) == 1 and compared[0] in value:
                    value[compared[0]] += _DECIDING * weight * share
        return sorted(candidates, key=lambda fact: -value[fact] * self._common[fact])

    def chances(self, facts: Facts, unsaid: Collection[str] = ()) -> dict[str, float]:
        """For every record with conditions, how likely it lets people like this one through.

        The product of the conditions' shares, so that a scheme for few is never given no chance by a small sample.
        Formalities count for nothing, for they can be seen to.
        """
        _, sample = self._people_like(facts, unsaid)
        held, starts = _held(self._ruled, sample)
        shares = np.maximum((held > 0).mean(axis=1), RARE)
        shares[self._formal] = 1.0
        chances = np.multiply.reduceat(shares, starts).tolist()
        return dict(zip((rule.record for rule in self._ruled), chances, strict=True))

    def _is_formality(self, condition: CompiledCondition) -> bool:
        return all(self.program.catalogue[fact].formality for fact in condition.finding.facts)

    def _people_like(self, facts: Facts, unsaid: Collection[str]) -> tuple[Places, Truths]:
        return self._alike(tuple(sorted(facts.items())), frozenset(unsaid))

    def _people_alike(self, facts: tuple[tuple[str, FactValue], ...], unsaid: frozenset[str]) -> tuple[Places, Truths]:
        """The people of the sample most alike in what is known, and their truths with the known laid over.

        A difference counts by how rare the known answer is. What the person does not know stays unknown.
        """
        known = np.array(self.program.truths(dict(facts)), dtype=np.int8)
        settled = known != 0
        unlike = np.zeros(self._truths.shape[1])
        for places in self._places.values():
            if settled[places].any():
                differs = (self._truths[places] != known[places][:, None]).any(axis=0)
                unlike[differs] -= np.log2(max(1 - differs.mean(), 1e-3))
        nearest = np.argsort(unlike, kind="stable")
        close = np.count_nonzero(unlike <= unlike[nearest[0]] + _BITS)
        people = nearest[: min(max(close, _FEWEST), _MOST)]
        for fact in unsaid:
            if fact in self._places:
                settled[self._places[fact]] = True
        sample = self._truths[:, people]
        sample[settled] = known[settled][:, None]
        return people, sample

    def _gains(self, candidates: list[str], people: Places, passes: Floats, weights: Floats) -> list[float]:
        """For each candidate fact, the bits that its answer tells about all verdicts together."""
        rows = np.concatenate([self._rows[fact] for fact in candidates])
        starts = np.cumsum([0, *(len(self._rows[fact]) for fact in candidates[:-1])])
        answers = self._answers[rows[:, None], people]
        answered = answers.sum(axis=1)
        passing = passes @ answers.T / np.maximum(answered, 1.0)
        left = np.add.reduceat((weights @ _entropy(passing)) * answered, starts) / len(people)
        gains: list[float] = (weights @ _entropy(passes.mean(axis=1)) - left).tolist()
        return gains


def _common(program: Program) -> dict[str, float]:
    """For each fact, how much rather it is asked: people are used to be asked what many rules ask."""
    number = Counter(fact for rule in program.rules.values() for fact in rule.facts)
    return {fact: float(number[fact] ** _USED_TO) for fact in number}


def _answers(truths: Truths) -> Floats:
    """Answers that make a difference × people, 1 where the person gives the answer."""
    _, given = np.unique(truths, axis=1, return_inverse=True)
    given = given.reshape(-1)
    answers = np.zeros((given.max(initial=0) + 1, truths.shape[1]), dtype=np.float32)
    answers[given, np.arange(truths.shape[1])] = 1.0
    return answers


def _held(rules: list[CompiledRule], sample: Truths) -> tuple[Truths, Places]:
    """Truths of all conditions × people, and where each rule's begin. Every rule has a condition."""
    held = np.array([condition.holds_for(sample) for rule in rules for condition in rule.conditions])
    return held, np.cumsum([0, *(len(rule.conditions) for rule in rules[:-1])])


def _entropy(share: Floats) -> Floats:
    inner = np.clip(share, 1e-6, 1 - 1e-6)
    bits: Floats = -(inner * np.log2(inner) + (1 - inner) * np.log2(1 - inner))
    return bits
