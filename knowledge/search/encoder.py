"""Sentence vectors from any sentence-transformers model; the embedded default is our own small bilingual one."""

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from language.normalise import normalise

Vectors = NDArray[np.float32]

EMBEDDED_MODEL = Path(__file__).parent.parent / "encoder" / "model"


class Encoder(Protocol):
    """Texts → unit vectors, shape (n, dimension)."""

    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class SentenceEncoder:
    """A sentence-transformers model, run on the CPU."""

    def __init__(self, name_or_path: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(name_or_path, device="cpu", local_files_only=Path(name_or_path).exists())
        self.dimension = int(self._model.get_sentence_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        prepared = [normalise(text) for text in texts]
        vectors = self._model.encode(prepared, batch_size=256, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, dtype=np.float32)


@lru_cache(maxsize=1)
def default_encoder() -> Encoder:
    """The model named by ENCODER_MODEL, else the embedded one."""
    return SentenceEncoder(os.environ.get("ENCODER_MODEL") or str(EMBEDDED_MODEL))
