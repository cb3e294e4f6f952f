"""Counting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evaluation.run import Result


@dataclass(frozen=True)
class Rate:
    """So many of so many."""

    passed: int
    total: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None when there was nothing to count."""
        return self.passed / self.total if self.total else None

    def __str__(self) -> str:
        shown = "     –" if self.value is None else f"{self.value:6.1%}"
        return f"{shown}  ({self.passed} of {self.total})"


def rate(results: Iterable[Result]) -> Rate:
    """How many passed."""
    passes = [result.passed for result in results]
    return Rate(sum(passes), len(passes))


def rates_by(results: Sequence[Result], group: str) -> dict[str, Rate]:
    """How many passed of each kind, language …, in alphabetical order; items without one are left out."""
    names = sorted({result.groups[group] for result in results if group in result.groups})
    return {name: rate(r for r in results if r.groups.get(group) == name) for name in names}


def wrong_topics(results: Iterable[Result]) -> Rate:
    """How many of the questions with a topic were answered, not hesitantly, about another one."""
    wrong = [result.wrong_topic for result in results if result.wrong_topic is not None]
    return Rate(sum(wrong), len(wrong))
