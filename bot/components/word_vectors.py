"""The embedded encoder's vector for a word: near each other for words of like meaning, in either script or language."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from knowledge.encoder.prepare import word_tokens

Vector = NDArray[np.float32]

_MODEL = Path("knowledge/encoder/model")
# Rows are short; a convolution learns faster from numbers around 1.
_LENGTH = 8.0


class WordVectors:
    """The mean of the rows of a word's sound, spelling and n-grams; zeros for a word of which nothing is known."""

    def __init__(self, folder: Path = _MODEL) -> None:
        (rows,) = load_file(folder / "model.safetensors").values()
        tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        self._numbers: dict[str, int] = tokenizer["model"]["vocab"]
        self._rows = rows.astype(np.float32)
        self._rows *= _LENGTH / float(np.median(np.linalg.norm(self._rows[1:], axis=1)))
        self.dimension = int(self._rows.shape[1])
        self.of = lru_cache(maxsize=16384)(self._of)

    def _of(self, word: str) -> Vector:
        known = [self._numbers[token] for token in word_tokens(word).split() if token in self._numbers]
        mean: Vector = self._rows[known].mean(axis=0) if known else np.zeros(self.dimension, dtype=np.float32)
        return mean
