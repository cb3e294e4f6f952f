"""The rules of one version of the knowledge: its facts, and its records compiled for the days asked for."""

import threading
from collections.abc import Mapping
from datetime import date
from typing import Any

from knowledge.rules.households import draw_applicants
from knowledge.rules.interview import POPULATION, Planner
from knowledge.rules.program import Program, Ruled
from knowledge.rules.values import Catalogue

_DAYS = 4


class RuleBook:
    """Compiles on first use; safe to share between threads. `records` may name one record by several ids."""

    def __init__(self, records: Mapping[str, Ruled], catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._records = {record.id: record for record in records.values()}
        self._programs: dict[date, Program] = {}
        self._planners: dict[date, Planner] = {}
        self._lock = threading.Lock()

    def program(self, day: date) -> Program:
        with self._lock:
            return self._program(day)

    def planner(self, day: date) -> Planner:
        """Takes about a second for a new day; see `warm`."""
        with self._lock:
            if day not in self._planners:
                population = draw_applicants(POPULATION, self.catalogue, day)
                self._planners[day] = Planner(self._program(day), population)
                _drop_oldest(self._planners)
            return self._planners[day]

    def warm(self, day: date) -> None:
        """Get the day's planner ready, so that nobody waits for it."""
        self.planner(day)

    def _program(self, day: date) -> Program:
        if day not in self._programs:
            self._programs[day] = Program(self._records.values(), self.catalogue, day)
            _drop_oldest(self._programs)
        return self._programs[day]


def _drop_oldest(compiled: dict[date, Any]) -> None:
    if len(compiled) > _DAYS:
        del compiled[next(iter(compiled))]
