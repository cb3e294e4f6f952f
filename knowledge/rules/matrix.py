"""Verdicts of many profiles at once, as arrays."""

from typing import get_args

import numpy as np
import numpy.typing as npt

from knowledge.rules.program import CompiledCondition, CompiledRule, Program, Truths
from knowledge.rules.schema import Outcome

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Codes = npt.NDArray[np.int8]

_ELIGIBLE, _NOT_ELIGIBLE, _NEED_MORE, _POSSIBLY = (
    np.int8(OUTCOMES.index(outcome)) for outcome in ("eligible", "not_eligible", "need_more", "possibly")
)


def outcomes(program: Program, encoded: npt.NDArray[np.float64]) -> dict[str, Codes]:
    """For each record one code per profile, a place in OUTCOMES; `encoded` is columns × profiles."""
    truths = program.truths_for(encoded)
    return {name: _judged(rule, truths) for name, rule in program.rules.items()}


def _judged(rule: CompiledRule, truths: Truths) -> Codes:
    """What evaluate.judge says of each profile."""
    number = truths.shape[1]
    failed, lacking, doubtful = (np.zeros(number, dtype=bool) for _ in range(3))
    for condition in rule.conditions:
        holds, said = condition.holds_for(truths), condition.finding.condition
        if said.sure:
            failed |= holds < 0
        else:
            doubtful |= holds < 0
        lacking |= (holds == 0) & (said.asked or _partly_known(condition, truths))
    codes = np.where(doubtful, _POSSIBLY, _ELIGIBLE if rule.rule.complete else _POSSIBLY)
    codes = np.where(lacking, _NEED_MORE, codes)
    return np.where(failed, _NOT_ELIGIBLE, codes)


def _partly_known(condition: CompiledCondition, truths: Truths) -> npt.NDArray[np.bool_]:
    known: npt.NDArray[np.bool_] = (truths[list(condition.places)] != 0).any(axis=0)
    return known
