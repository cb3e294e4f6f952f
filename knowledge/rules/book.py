"""The rules of one version of the knowledge: its facts, and its records compiled for the days asked for."""

import threading
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from knowledge.rules.households import draw_applicants
from knowledge.rules.interview import POPULATION, Planner
from knowledge.rules.program import Program
from knowledge.rules.ranking import Ranked, Ranking
from knowledge.rules.values import Catalogue

_DAYS = 4

Made = TypeVar("Made")


class RuleBook:
    """Compiles on first use; safe to share between threads, and who asks for what is there never waits.

    `records` may name one record by several ids.
    """

    def __init__(self, records: Mapping[str, Ranked], catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._records = {record.id: record for record in records.values()}
        self._programs: dict[date, Program] = {}
        self._planners: dict[date, Planner] = {}
        self._rankings: dict[date, Ranking] = {}
        self._lock = threading.RLock()

    def program(self, day: date) -> Program:
        return self._kept(self._programs, day, lambda: Program(self._records.values(), self.catalogue, day))

    def planner(self, day: date) -> Planner:
        """Takes about half a second for a new day; see `warm`."""
        return self._kept(self._planners, day, lambda: self._plan(day))

    def ranking(self, day: date) -> Ranking:
        """Of all records with rules in force."""
        return self._kept(self._rankings, day, lambda: Ranking(self.planner(day), self._records))

    def warm(self, day: date) -> None:
        """Get the day's planner and ranking ready, so that nobody waits for them."""
        self.ranking(day)

    def _plan(self, day: date) -> Planner:
        return Planner(self.program(day), draw_applicants(POPULATION, self.catalogue, day))

    def _kept(self, made: dict[date, Made], day: date, make: Callable[[], Made]) -> Made:
        if (known := made.get(day)) is not None:
            return known
        with self._lock:
            if day not in made:
                made[day] = make()
                if len(made) > _DAYS:
                    del made[next(iter(made))]
            return made[day]
