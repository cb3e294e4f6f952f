"""Synthetic households that answer an interview's questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.rules.households import draw_applicants
from knowledge.rules.program import Program
from knowledge.rules.values import FactValue

# Not the seed of the planner's own sample.
SEED = 99

Places = NDArray[np.intp]
Known = dict[str, FactValue]
Found = TypeVar("Found")
# From what is known and not known, and what stood before the last answer: what stands now, and the next question's fact
# or None when nothing is left to ask.
Ask = Callable[[Known, list[str], Found | None], tuple[Found, str | None]]


@dataclass(frozen=True)
class Stop(Generic[Found]):
    """After `asked` questions these households stand here; `last` when they are asked no more."""

    households: Places
    asked: int
    found: Found
    last: bool


class Households:
    """What a household has no value for, it does not know."""

    def __init__(self, number: int, program: Program, day: date) -> None:
        self.profiles = draw_applicants(number, program.catalogue, day, SEED)
        self._program = program
        self._kinds: dict[str, NDArray[np.intp]] = {}

    def known(self, household: int, facts: list[str]) -> tuple[Known, list[str]]:
        """Its answers to these questions, and which of them it does not know."""
        profile = self.profiles[household]
        return {fact: profile[fact] for fact in facts if fact in profile}, [
            fact for fact in facts if fact not in profile
        ]

    def walk(self, ask: Ask[Found], most: int | None = None) -> Iterator[Stop[Found]]:
        """Every household through an interview of at most so many questions, each stop on the way.

        Households whose answers are alike to all rules go on together, so a stop is worked out once for all of them.
        """
        waiting: list[tuple[Places, list[str], Found | None]] = [(np.arange(len(self.profiles)), [], None)]
        while waiting:
            households, asked, before = waiting.pop()
            found, fact = ask(*self.known(int(households[0]), asked), before)
            last = fact is None or len(asked) == most
            yield Stop(households, len(asked), found, last)
            if fact is not None and not last:
                kinds = self._kinds_of(fact)[households]
                waiting += [(households[kinds == kind], [*asked, fact], found) for kind in np.unique(kinds)]

    def _kinds_of(self, fact: str) -> NDArray[np.intp]:
        """For each household a number, the same for answers that no rule tells apart; -1 for those without one."""
        if fact not in self._kinds:
            values = {profile[fact] for profile in self.profiles if fact in profile}
            kinds: dict[tuple[int, ...], int] = {}
            kind_of = {
                value: kinds.setdefault(tuple(self._program.truths({fact: value})), len(kinds)) for value in values
            }
            self._kinds[fact] = np.array([kind_of[p[fact]] if fact in p else -1 for p in self.profiles], dtype=np.intp)
        return self._kinds[fact]
