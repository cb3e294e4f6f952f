"""Word translations out of sentence pairs: IBM model 1 (Brown et al. 1993), both ways, multiplied."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Numbers = NDArray[np.int64]


def translations(pairs: Sequence[tuple[list[str], list[str]]], rounds: int = 8) -> dict[str, dict[str, float]]:
    """Left word → {right word: t(right | left) · t(left | right)}, at least 0.01, for word lists that say the same."""
    left_names: dict[str, int] = {}
    right_names: dict[str, int] = {}
    sentence, left, right = _cooccurrences(pairs, left_names, right_names)
    keys, cell = np.unique(left * len(right_names) + right, return_inverse=True)
    row, column = keys // len(right_names), keys % len(right_names)
    forward = _train(sentence * len(right_names) + right, cell, row, rounds)
    backward = _train(sentence * len(left_names) + left, cell, column, rounds)
    lefts, rights = list(left_names), list(right_names)
    found: dict[str, dict[str, float]] = {}
    both = forward * backward
    for at in np.flatnonzero(both >= 0.01):
        found.setdefault(lefts[row[at]], {})[rights[column[at]]] = float(both[at])
    return found


def _cooccurrences(
    pairs: Sequence[tuple[list[str], list[str]]], lefts: dict[str, int], rights: dict[str, int]
) -> tuple[Numbers, Numbers, Numbers]:
    """Sentence, left word and right word numbers of every pair of words that stand in the same sentence pair."""
    sentences, left, right = [], [], []
    for number, (ours, theirs) in enumerate(pairs):
        us = np.array([lefts.setdefault(word, len(lefts)) for word in set(ours)], dtype=np.int64)
        them = np.array([rights.setdefault(word, len(rights)) for word in set(theirs)], dtype=np.int64)
        left.append(np.repeat(us, len(them)))
        right.append(np.tile(them, len(us)))
        sentences.append(np.full(len(us) * len(them), number, dtype=np.int64))
    return np.concatenate(sentences), np.concatenate(left), np.concatenate(right)


def _train(target: Numbers, cell: Numbers, source: Numbers, rounds: int) -> Counts:
    """t(target | source) of each cell; `target` names the (sentence, target word) each co-occurrence explains."""
    _, target = np.unique(target, return_inverse=True)
    chance = np.ones(len(source))
    for _ in range(rounds):
        held = chance[cell]
        share = held / np.bincount(target, held)[target]
        expected = np.bincount(cell, share, len(source))
        chance = expected / np.bincount(source, expected)[source]
    return chance
