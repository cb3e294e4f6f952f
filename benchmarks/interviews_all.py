"""After how many questions "what can I get?" has found its first five, as the conversation asks and ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress, track

from actions.tasks.discover import MOST_QUESTIONS
from actions.tasks.suggestions import askable, suggest
from benchmarks.interviews_people import Households, Known
from knowledge.base import KnowledgeBase
from knowledge.rules.ranking import SHORTLIST

Top = tuple[str, ...]
Shared = NDArray[np.float64]
_ALMOST = (SHORTLIST - 1) / SHORTLIST


def lists_by_question(knowledge: KnowledgeBase, day: date, households: Households) -> list[list[Top]]:
    """For each household its first five before the first question and after each, from nothing known.

    Asked on beyond the conversation's limit, until no answer would change much.
    """

    def ask(known: Known, unsaid: list[str], led: Top | None) -> tuple[Top, str | None]:
        found = suggest(knowledge, day, known, unsaid, {}, led or ())
        return tuple(one.record for one in found.ranked[:SHORTLIST]), found.asks

    most = len(askable())
    tops: list[list[Top]] = [[()] * (most + 1) for _ in households.profiles]
    with Progress() as progress:
        task = progress.add_task("What can I get?", total=len(tops))
        for stop in households.walk(ask, most):
            for household in stop.households:
                tops[household][stop.asked :] = [stop.found] * (most + 1 - stop.asked)
            if stop.last:
                progress.advance(task, len(stop.households))
    return tops


def within_the_limit(tops: Sequence[Sequence[Top]]) -> list[Sequence[Top]]:
    """Only the lists that the conversation comes to."""
    return [lists[: MOST_QUESTIONS + 1] for lists in tops]


def lists_with_all_answers(
    knowledge: KnowledgeBase, day: date, households: Households, tops: Sequence[Sequence[Top]]
) -> list[Top]:
    """The five that follow the last ones when every fact that this conversation may ask for is known."""
    asked = sorted(askable())
    people = enumerate(track(tops, "All answers"))
    return [_top(knowledge, day, *households.known(household, asked), lists[-1]) for household, lists in people]


def lists_with_everything(
    knowledge: KnowledgeBase, day: date, households: Households, tops: Sequence[Sequence[Top]]
) -> list[Top]:
    """The same when all facts of the household are known, also those never asked for here."""
    people = zip(households.profiles, track(tops, "Everything known"), strict=False)
    return [_top(knowledge, day, profile, [], lists[-1]) for profile, lists in people]


def _top(knowledge: KnowledgeBase, day: date, known: Mapping[str, Any], unsaid: Sequence[str], led: Top) -> Top:
    found = suggest(knowledge, day, known, unsaid, {}, led).ranked
    return tuple(one.record for one in found[:SHORTLIST])


def settled(tops: Sequence[Sequence[Top]], finals: Sequence[Top] | None = None) -> dict[str, list[float]]:
    """By number of questions the share of households whose five, in any order, stay those of `finals` from then on.

    Without `finals`, the five after the last question. `almost` counts four of five as the same, `shared` is the mean
    share of the final five that is in the list.
    """
    shared = np.array(
        [[_shared(top, lists[-1] if finals is None else finals[at]) for top in lists] for at, lists in enumerate(tops)]
    )
    return {
        "same": _by_question(_from_then_on(shared >= 1)),
        "almost": _by_question(_from_then_on(shared >= _ALMOST)),
        "shared": _by_question(shared),
    }


def _shared(top: Top, final: Top) -> float:
    return len({*top} & {*final}) / max(len(top), len(final), 1) if top or final else 1.0


def _from_then_on(holds: NDArray[np.bool_]) -> Shared:
    """1 where it holds then and after every later question."""
    return np.minimum.accumulate(holds[:, ::-1].astype(np.float64), axis=1)[:, ::-1]


def _by_question(each: Shared) -> list[float]:
    return [round(float(mean), 4) for mean in each.mean(axis=0)]
