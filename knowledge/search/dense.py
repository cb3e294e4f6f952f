"""Nearest texts by vector, in FAISS."""

from collections.abc import Sequence

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.search.encoder import Encoder, Vectors

# One query is one thread's work: with more, each search waits for all of them to be given a core
# (2 busy cores, 20,000 texts: 72 ms instead of 1.2).
faiss.omp_set_num_threads(1)

# 10,000 vectors of 256 numbers: 0.17 ms by codes instead of 0.6; of the nearest 200 99.4 % are found, of 20 99.96.
_EXACT = 5_000
_LEARNT_FROM = 4_000
# The tokeniser holds some 50 KB for each text of a call.
_BATCH = 1_000


class DenseIndex:
    """Inner-product search over n unit vectors: exact up to 5,000, then by 4-bit codes whose best are scored again."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self.size = len(texts)
        self._encoder = encoder
        self._index = _index_for(self.size, encoder.dimension)
        if texts:
            vectors = np.concatenate([encoder.encode(texts[at : at + _BATCH]) for at in range(0, self.size, _BATCH)])
            if not self._index.is_trained:
                self._index.train(vectors[:: max(1, self.size // _LEARNT_FROM)])
            self._index.add(vectors)

    def encode(self, text: str) -> Vectors:
        """One query vector, shape (1, dimension)."""
        return self._encoder.encode([text])

    def nearest(self, query: Vectors, count: int) -> tuple[Vectors, NDArray[np.int64]]:
        """Cosines and text numbers of the `count` nearest, best first."""
        cosines, numbers = self._index.search(query, min(count, self.size))
        return cosines[0], numbers[0]


def _index_for(size: int, dimension: int) -> faiss.Index:
    if size <= _EXACT or dimension % 2:
        return faiss.IndexFlatIP(dimension)
    index = faiss.index_factory(dimension, f"PQ{dimension // 2}x4fs,Refine(SQfp16)", faiss.METRIC_INNER_PRODUCT)
    index.k_factor = 2  # type: ignore[attr-defined]
    # A third of the default's 1.7 s, and as many are found.
    faiss.downcast_index(index.base_index).pq.cp.niter = 8  # type: ignore[attr-defined]
    return index
