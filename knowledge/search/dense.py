"""Nearest texts by vector, in FAISS."""

from collections.abc import Sequence

import faiss
import numpy as np

from knowledge.search.encoder import Encoder, Vectors


class DenseIndex:
    """Exact inner-product search over n unit vectors."""

    def __init__(self, texts: Sequence[str], encoder: Encoder) -> None:
        self.size = len(texts)
        self._encoder = encoder
        self._index = faiss.IndexFlatIP(encoder.dimension)
        if texts:
            self._index.add(encoder.encode(texts))

    def encode(self, text: str) -> Vectors:
        """One query vector, shape (1, dimension)."""
        return self._encoder.encode([text])

    def nearest(self, query: Vectors, count: int) -> tuple[Vectors, "np.ndarray[tuple[int], np.dtype[np.int64]]"]:
        """Cosines and text numbers of the `count` nearest, best first."""
        cosines, numbers = self._index.search(query, min(count, self.size))
        return cosines[0], numbers[0]
