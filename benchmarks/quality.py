"""How well a way of searching ranks, and how long a query takes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import percentiles
from knowledge.encoder.measure import mrr, ndcg

DEPTH = 10
Search = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Quality:
    """Rates from 0 to 1, times in milliseconds."""

    mrr: float
    ndcg: float
    success: float
    p50: float
    p99: float


def measure(search: Search, queries: Sequence[str], answers: Sequence[Sequence[int]]) -> Quality:
    """`search` gives the numbers of the best ten, best first; the best placed of a query's answers counts."""
    found, times = [], []
    for query in queries[:20]:
        search(query)
    for query, right in zip(queries, answers, strict=True):
        began = time.perf_counter()
        best = search(query)
        times.append(time.perf_counter() - began)
        found.append(_rank(best, right))
    ranks, spent = np.array(found), percentiles(times)
    first = float((ranks == 1).mean())
    return Quality(round(mrr(ranks), 4), round(ndcg(ranks), 4), round(first, 4), spent["p50"], spent["p99"])


def _rank(best: Sequence[int], right: Sequence[int]) -> int:
    return next((at for at, number in enumerate(best[:DEPTH], start=1) if number in right), DEPTH + 1)


def ranked(scores: NDArray[np.floating]) -> list[int]:
    """The numbers of the ten best scores above nothing."""
    count = min(DEPTH, len(scores))
    best = np.argpartition(-scores, count - 1)[:count]
    best = best[np.argsort(-scores[best], kind="stable")]
    return [int(at) for at in best if scores[at] > 0]
