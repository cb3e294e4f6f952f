"""Rules of many records compiled for one day: every different comparison once, then small trees over their results.

Truth is three-valued and numeric: 1 holds, 0 unknown, -1 fails; so "all" is the least, "any" the greatest and "not"
the negative. The same trees work on plain numbers for one profile and on arrays for many.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.rules.schema import AllOf, Condition, Leaf, Not, Rule, facts_of
from knowledge.rules.values import Catalogue, Facts, FactValue, Span, age_on, age_span, birth_span, complete

# Facts that are often known to within a year only ("born in 2005"): encoded by their first and last possible value.
SPANS: Mapping[str, Span] = {"birth_date": birth_span, "age": age_span}

Truths = npt.NDArray[np.int8]
Combine = Callable[[list[Any]], Any]
Tree = Callable[[Any], Any]

ABSENT = math.nan


class Ruled(Protocol):
    """What is compiled: a knowledge record."""

    @property
    def id(self) -> str: ...
    @property
    def rules(self) -> list[Rule]: ...


@dataclass(frozen=True)
class Column:
    """One input of the program: a fact, age counted on a fixed day of the year, or one end of a SPAN."""

    fact: str
    on: str | None = None
    end: int | None = None


@dataclass(frozen=True)
class Finding:
    """A condition and the facts it compares."""

    condition: Condition
    facts: tuple[str, ...]


@dataclass(frozen=True)
class CompiledCondition:
    """`holds` works on plain truths, `holds_for` on one array of truths per comparison; `places` are those it uses."""

    finding: Finding
    places: tuple[int, ...]
    holds: Tree
    holds_for: Tree
    open_facts: Callable[[Sequence[int]], Iterable[str]]


@dataclass(frozen=True)
class CompiledRule:
    record: str
    rule: Rule
    conditions: tuple[CompiledCondition, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """All facts compared, each once, in the rule's order."""
        return tuple(dict.fromkeys(fact for condition in self.conditions for fact in condition.finding.facts))


@dataclass
class _Comparisons:
    """The different comparisons of all rules, side by side: a value inside [low, high], or a bit of the mask.

    `used` are the places of those added since it was cleared, new or not.
    """

    columns: list[int] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)
    index: dict[tuple[int, float, float, int], int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def add(self, column: int, low: float, high: float, mask: int) -> int:
        key = (column, low, high, mask)
        if key not in self.index:
            self.index[key] = len(self.columns)
            self.columns.append(column)
            self.low.append(low)
            self.high.append(high)
            self.masks.append(mask)
        self.used.add(self.index[key])
        return self.index[key]


class Program:
    """The rules in force on `day`. Immutable once built."""

    def __init__(self, records: Iterable[Ruled], catalogue: Catalogue, day: date) -> None:
        self.catalogue = catalogue
        self.day = day
        self.columns: list[Column] = []
        self._column_of: dict[Column, int] = {}
        self._bits = {
            name: {choice: 1 << bit for bit, choice in enumerate(fact.choices)}
            for name, fact in catalogue.items()
            if fact.kind == "choice"
        }
        comparisons = _Comparisons()
        self.rules: dict[str, CompiledRule] = {}
        for record in records:
            if rule := next((rule for rule in record.rules if rule.in_force(day)), None):
                self.rules[record.id] = self._compile_rule(record.id, rule, comparisons)
        self._plain = {column.fact: place for column, place in self._column_of.items() if column == Column(column.fact)}
        self._derived = [place for column, place in self._column_of.items() if column != Column(column.fact)]
        self._columns_of = np.array(comparisons.columns, dtype=np.intp)
        self._low = np.array(comparisons.low)[:, None]
        self._high = np.array(comparisons.high)[:, None]
        self._masks = np.array(comparisons.masks, dtype=np.int64)[:, None]
        self._masked = self._masks[:, 0] > 0

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.fact for column in self.columns))

    def comparisons_of(self, facts: Iterable[str]) -> npt.NDArray[np.intp]:
        """Positions of the comparisons that look at one of the facts."""
        wanted = set(facts)
        columns = [place for place, column in enumerate(self.columns) if column.fact in wanted]
        return np.flatnonzero(np.isin(self._columns_of, columns))

    def truths(self, facts: Facts) -> list[int]:
        """Truth of every comparison for one profile."""
        encoded = np.array(self.encode(facts))[:, None]
        truths: list[int] = self.truths_for(encoded)[:, 0].tolist()
        return truths

    def encode(self, facts: Facts) -> list[float]:
        """One number per column, after completing the facts; ABSENT when unknown."""
        known = complete(facts, self.catalogue, self.day)
        return [self._encode(column, known) for column in self.columns]

    def encode_many(self, profiles: Sequence[Facts], completed: bool = False) -> npt.NDArray[np.float64]:
        """Columns × profiles. `completed` profiles need not be completed again."""
        encoded = np.full((len(self.columns), len(profiles)), ABSENT)
        for place, facts in enumerate(profiles):
            known = facts if completed else complete(facts, self.catalogue, self.day)
            for name, value in known.items():
                if (column := self._plain.get(name)) is not None:
                    encoded[column, place] = self._number(name, value)
            for column in self._derived:
                encoded[column, place] = self._encode(self.columns[column], known)
        return encoded

    def truths_for(self, encoded: npt.NDArray[np.float64]) -> Truths:
        """Comparisons × profiles, from columns × profiles."""
        values = encoded[self._columns_of]
        known = ~np.isnan(values)
        holds = (values >= self._low) & (values <= self._high)
        masked = np.where(known[self._masked], values[self._masked], 0.0).astype(np.int64)
        holds[self._masked] = (masked & self._masks[self._masked]) != 0
        return np.where(holds, np.int8(1), np.int8(-1)) * known.astype(np.int8)

    def _encode(self, column: Column, known: Facts) -> float:
        if column.end is not None:
            span = SPANS[column.fact](known, self.day)
            return self._number(column.fact, span[column.end]) if span else ABSENT
        birth = known.get("birth_date")
        if column.on and isinstance(birth, date):
            return float(age_on(_day_of_year(self.day.year, column.on), birth))
        value = known.get(column.fact)
        return ABSENT if value is None else self._number(column.fact, value)

    def _number(self, name: str, value: FactValue) -> float:
        if isinstance(value, date):
            return float(value.toordinal())
        if isinstance(value, frozenset):
            return float(sum(self._bit(name, choice) for choice in value))
        if isinstance(value, str):
            return float(self._bit(name, value))
        return float(value)

    def _bit(self, name: str, choice: str) -> int:
        """Names that no rule mentions share the bit of none."""
        return self._bits[name].get(choice, 0)

    def _compile_rule(self, record: str, rule: Rule, comparisons: _Comparisons) -> CompiledRule:
        conditions = tuple(self._compile_condition(condition, comparisons) for condition in rule.conditions)
        return CompiledRule(record, rule, conditions)

    def _compile_condition(self, condition: Condition, comparisons: _Comparisons) -> CompiledCondition:
        comparisons.used.clear()
        holds = self._tree(condition, comparisons, min, max)
        return CompiledCondition(
            Finding(condition, facts_of(condition)),
            tuple(sorted(comparisons.used)),
            holds,
            self._tree(condition, comparisons, np.minimum.reduce, np.maximum.reduce),
            self._open(condition, comparisons),
        )

    def _tree(self, condition: Condition, comparisons: _Comparisons, least: Combine, greatest: Combine) -> Tree:
        if isinstance(condition, Leaf):
            return self._leaf(condition, comparisons, least)
        if isinstance(condition, Not):
            inner = self._tree(condition.not_, comparisons, least, greatest)
            return lambda truths: -inner(truths)
        parts, combine = (condition.all, least) if isinstance(condition, AllOf) else (condition.any, greatest)
        branches = [self._tree(part, comparisons, least, greatest) for part in parts]
        return lambda truths: combine([branch(truths) for branch in branches])

    def _leaf(self, leaf: Leaf, comparisons: _Comparisons, least: Combine) -> Tree:
        if leaf.fact in SPANS and not leaf.on:
            return self._span_tree(leaf, comparisons, least)
        place = self._comparison(leaf, comparisons)
        if leaf.not_in is not None:
            return lambda truths: -truths[place]
        if leaf.told:
            return lambda truths: 2 * (truths[place] > 0) - 1
        return lambda truths: truths[place]

    def _span_tree(self, leaf: Leaf, comparisons: _Comparisons, least: Combine) -> Tree:
        """Holds when both ends are inside, fails when both are beyond the same bound."""
        low, high = self._interval(leaf)
        ends = [self._place(Column(leaf.fact, end=end)) for end in (0, 1)]
        bounds = [(low, math.inf), (-math.inf, high)]
        pairs = [
            [comparisons.add(end, *bound, 0) for end in ends] for bound in bounds if bound != (-math.inf, math.inf)
        ]
        return lambda truths: least([(truths[first] + truths[last]) // 2 for first, last in pairs])

    def _open(self, condition: Condition, comparisons: _Comparisons) -> Callable[[Sequence[int]], Iterable[str]]:
        """Facts inside an undecided condition that can still decide it."""
        if isinstance(condition, Leaf):
            return lambda truths: (condition.fact,)
        parts = [condition.not_] if isinstance(condition, Not) else _parts(condition)
        branches = [(self._tree(part, comparisons, min, max), self._open(part, comparisons)) for part in parts]
        return lambda truths: [fact for holds, facts in branches if holds(truths) == 0 for fact in facts(truths)]

    def _comparison(self, leaf: Leaf, comparisons: _Comparisons) -> int:
        column = self._place(Column(leaf.fact, leaf.on))
        fact = self.catalogue[leaf.fact]
        if fact.kind == "choice":
            return comparisons.add(column, 0.0, 0.0, self._mask(leaf))
        low, high = self._interval(leaf)
        return comparisons.add(column, low, high, 0)

    def _place(self, column: Column) -> int:
        if column not in self._column_of:
            self._column_of[column] = len(self.columns)
            self.columns.append(column)
        return self._column_of[column]

    def _mask(self, leaf: Leaf) -> int:
        """Choices named by the comparison, or between its ends."""
        bits = self._bits[leaf.fact]
        if self.catalogue[leaf.fact].open:
            for name in _named(leaf):
                bits.setdefault(name, 1 << len(bits))
        if named := _named(leaf):
            return sum(bits[name] for name in named)
        ranks = list(bits)
        first = 0 if leaf.from_ is None else ranks.index(str(leaf.from_))
        first = first if leaf.above is None else ranks.index(str(leaf.above)) + 1
        after = len(ranks) if leaf.to is None else ranks.index(str(leaf.to)) + 1
        after = after if leaf.below is None else ranks.index(str(leaf.below))
        return sum(bits[name] for name in ranks[first:after])

    def _interval(self, leaf: Leaf) -> tuple[float, float]:
        if leaf.within_days is not None:
            return float((self.day - timedelta(leaf.within_days)).toordinal()), float(self.day.toordinal())
        if leaf.is_ is not None:
            return _bound(leaf.is_), _bound(leaf.is_)
        low, high = -math.inf, math.inf
        if leaf.from_ is not None:
            low = _bound(leaf.from_)
        if leaf.above is not None:
            low = max(low, math.nextafter(_bound(leaf.above), math.inf))
        if leaf.to is not None:
            high = _bound(leaf.to)
        if leaf.below is not None:
            high = min(high, math.nextafter(_bound(leaf.below), -math.inf))
        return low, high


def compile_day(records: Mapping[str, Ruled], catalogue: Catalogue, day: date) -> Program:
    """`records` may name one record twice, by its other ids."""
    return Program({record.id: record for record in records.values()}.values(), catalogue, day)


def _parts(condition: Any) -> list[Condition]:
    parts: list[Condition] = condition.all if isinstance(condition, AllOf) else condition.any
    return parts


def _named(leaf: Leaf) -> list[str]:
    if leaf.is_ is not None:
        return [str(leaf.is_)]
    return [str(value) for value in leaf.in_ or leaf.not_in or []]


def _bound(value: Any) -> float:
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return float(value.toordinal()) if isinstance(value, date) else float(value)


def _day_of_year(year: int, month_day: str) -> date:
    month, day = map(int, month_day.split("-"))
    return date(year, month, day)
