"""Synthetic applicants with consistent facts, drawn from the documented marginals of population.yaml.

`python -m knowledge.rules.households --number 10000 --seed 1 > households.jsonl` writes one profile a line.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from pydantic import BaseModel, TypeAdapter

from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.program import Program
from knowledge.rules.schema import Condition, Rule
from knowledge.rules.values import Catalogue, FactValue, complete, read_value
from knowledge.texts import STRICT

_DATA = Path(__file__).parent / "population.yaml"
_HUNDREDTHS = {"area", "percent"}
# Nobody is drawn twice: the age says as much.
_BIRTH = {"birth_date", "birth_year"}

Draw = npt.NDArray[np.object_]


class Case(BaseModel):
    """One way to draw a fact; exactly one of the distributions is given."""

    model_config = STRICT

    when: Condition | None = None
    share: dict[Any, float] | None = None
    uniform: tuple[float, float] | None = None
    lognormal: tuple[float, float] | None = None
    bands: list[tuple[int, int, float]] | None = None
    date: int | None = None


class Marginals(BaseModel):
    model_config = STRICT

    facts: dict[str, list[Case]]
    flags: dict[float, list[str]]
    other_flags: float


@lru_cache(maxsize=1)
def marginals() -> Marginals:
    return TypeAdapter(Marginals).validate_python(yaml.safe_load(_DATA.read_text(encoding="utf-8")))


def draw_applicants(number: int, catalogue: Catalogue, day: date, seed: int = 1) -> list[dict[str, FactValue]]:
    """The same `number` of profiles for the same arguments. Facts that make no sense for a person are left out."""
    random = np.random.default_rng(seed)
    shapes = marginals()
    profiles: list[dict[str, FactValue]] = [{} for _ in range(number)]
    for name, cases in shapes.facts.items():
        if name in catalogue:
            _draw_by_cases(name, cases, profiles, catalogue, day, random)
    for name, fact in catalogue.items():
        if name not in shapes.facts and name not in _BIRTH:
            values = _draw_plainly(name, fact.kind, number, catalogue, day, random)
            for profile, value in zip(profiles, values, strict=True):
                profile.setdefault(name, value)
    return [complete(profile, catalogue, day) for profile in profiles]


def _draw_by_cases(
    name: str,
    cases: list[Case],
    profiles: list[dict[str, FactValue]],
    catalogue: Catalogue,
    day: date,
    random: np.random.Generator,
) -> None:
    waiting = np.ones(len(profiles), dtype=bool)
    for case in cases:
        chosen = waiting & _holds(case.when, profiles, catalogue, day)
        places = np.flatnonzero(chosen)
        for place, value in zip(places, _draw(name, case, len(places), catalogue, day, random), strict=True):
            profiles[place][name] = value
        waiting &= ~chosen


def _holds(
    when: Condition | None, profiles: list[dict[str, FactValue]], catalogue: Catalogue, day: date
) -> npt.NDArray[np.bool_]:
    if when is None:
        return np.ones(len(profiles), dtype=bool)
    program = Program([_Case([Rule(complete=True, conditions=[_spoken(when)])])], catalogue, day)
    truths = program.truths_for(program.encode_many(profiles, completed=True))
    held: npt.NDArray[np.bool_] = program.rules["case"].conditions[0].holds_for(truths) > 0
    return held


def _spoken(condition: Condition) -> Condition:
    return condition.model_copy(update={"says": {}})


class _Case:
    """A `when` as the record of one rule, for the compiler."""

    id = "case"

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules


def _draw(
    name: str, case: Case, number: int, catalogue: Catalogue, day: date, random: np.random.Generator
) -> Iterator[FactValue]:
    fact = catalogue[name]
    if case.share is not None:
        values = [read_value(name, fact, value) for value in case.share]
        chances = np.array(list(case.share.values()))
        return (values[place] for place in random.choice(len(values), number, p=chances / chances.sum()))
    if case.bands is not None:
        chances = np.array([chance for _, _, chance in case.bands])
        bands = random.choice(len(case.bands), number, p=chances / chances.sum())
        return (float(random.integers(case.bands[band][0], case.bands[band][1] + 1)) for band in bands)
    if case.date is not None:
        return (day - timedelta(int(days)) for days in random.integers(0, case.date + 1, number))
    if case.lognormal is not None:
        median, sigma = case.lognormal
        drawn = median * np.exp(sigma * random.standard_normal(number))
    else:
        low, high = case.uniform or (fact.from_ or 0.0, fact.to or 100.0)
        drawn = random.uniform(low, high, number)
    return (_rounded(value, fact.kind) for value in np.clip(drawn, fact.from_, fact.to))


def _rounded(value: float, kind: str) -> float:
    if kind == "money":
        return float(round(value, -3))
    return float(round(value, 2)) if kind in _HUNDREDTHS else float(round(value))


def _draw_plainly(
    name: str, kind: str, number: int, catalogue: Catalogue, day: date, random: np.random.Generator
) -> Iterator[FactValue]:
    """Facts without marginals: flags by their group, choices alike, measures in their range, dates in two years."""
    fact = catalogue[name]
    if kind == "flag":
        return (bool(drawn) for drawn in random.random(number) < _share_of(name))
    if kind == "choice":
        choices = list(fact.choices) or ["elsewhere"]
        return (read_value(name, fact, choices[place]) for place in random.integers(0, len(choices), number))
    if kind == "date":
        return _draw(name, Case(date=730), number, catalogue, day, random)
    return _draw(name, Case(), number, catalogue, day, random)


def _share_of(name: str) -> float:
    shapes = marginals()
    return next((share for share, names in shapes.flags.items() if name in names), shapes.other_flags)


def as_json(profile: Mapping[str, FactValue]) -> dict[str, Any]:
    """Facts as they stand in files."""
    return {name: _plain(value) for name, value in profile.items()}


def _plain(value: FactValue) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--day", type=date.fromisoformat, default=date.today())
    options = parser.parse_args(arguments)
    for profile in draw_applicants(options.number, load_catalogue(), options.day, options.seed):
        print(json.dumps(as_json(profile)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
