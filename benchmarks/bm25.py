"""The baseline of search: BM25 over the words of the normalised text, with neither sounds nor n-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix

from language.normalise import normalise
from language.tokens import words

_K1 = 1.2
_B = 0.75


class WordIndex:
    """Robertson & Zaragoza 2009, with the usual constants."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(words(normalise(text))) for text in texts]
        self._columns = {word: at for at, word in enumerate({word: None for found in counted for word in found})}
        lengths = np.array([found.total() for found in counted], dtype=np.float32)
        rows = np.repeat(np.arange(len(texts)), [len(found) for found in counted])
        columns = np.array([self._columns[word] for found in counted for word in found])
        counts = np.array([count for found in counted for count in found.values()], dtype=np.float32)
        spread = np.bincount(columns, minlength=len(self._columns))
        rarity = np.log(1 + (len(texts) - spread + 0.5) / (spread + 0.5))
        damping = _K1 * (1 - _B + _B * lengths / lengths.mean())
        weights = rarity[columns] * counts * (_K1 + 1) / (counts + damping[rows])
        self._weights = csc_matrix((weights, (rows, columns)), shape=(len(texts), len(self._columns)))

    def scores(self, text: str) -> NDArray[np.float64]:
        """One score for each text."""
        columns = [self._columns[word] for word in words(normalise(text)) if word in self._columns]
        asked = csc_matrix((np.ones(len(columns)), columns, [0, len(columns)]), shape=(self._weights.shape[1], 1))
        scored: NDArray[np.float64] = (self._weights @ asked).toarray()[:, 0]
        return scored
