"""Finds plain passages by their words and, the less the words decide, by their meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.search.dense import DenseIndex
from knowledge.search.encoder import Encoder
from knowledge.search.lexical import LexicalIndex, Scores

# Chosen on the open sets of `python -m benchmarks search`: nowhere below the words alone by more than 0.001.
_BETA = 0.7
_DOUBT = 3
_NEAREST = 200
_WEAK = 0.25


@dataclass(frozen=True)
class Hit:
    """Passage `number` with its score, about 1 or more where it holds all the words of the query."""

    number: int
    score: float


class PassageIndex:
    """Score: the words' own, plus the cosine weighted by how far the best passage is from holding all words."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self.size = len(texts)
        self._words = LexicalIndex(texts)
        self._vectors = DenseIndex(texts, encoder)

    def search(self, text: str, count: int = 10, *, least: float = _WEAK) -> list[Hit]:
        """The best passages, best first; none that scores below `least`."""
        if not self.size:
            return []
        scores = self._fused(text)
        count = min(count, self.size)
        best = np.argpartition(-scores, count - 1)[:count]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [Hit(int(at), float(scores[at])) for at in best if scores[at] >= least]

    def _fused(self, text: str) -> Scores:
        scores = self._words.scores(text)
        doubt = (1.0 - min(float(scores.max()), 1.0)) ** _DOUBT
        cosines, numbers = self._vectors.nearest(self._vectors.encode(text), _NEAREST)
        # Whatever is not among the nearest is taken to be as near as the last of them: at most that it is.
        nearness = np.full(self.size, max(float(cosines[-1]), 0.0), dtype=np.float32)
        nearness[numbers] = np.maximum(cosines, 0.0)
        return scores + np.float32(_BETA * doubt) * nearness
