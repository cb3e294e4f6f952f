"""Sentence vectors from any sentence-transformers model; the embedded default is our own small bilingual one."""

import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.prepare import prepare_sound
from language.normalise import normalise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding, Tokenizer

Vectors = NDArray[np.float32]

EMBEDDED_MODEL = Path(__file__).parent.parent / "encoder" / "model"
PREPARATION_FILE = "preparation.json"
PREPARATIONS: dict[str, Callable[[str], str]] = {"normalise": normalise, "sound": prepare_sound}


class Encoder(Protocol):
    """Texts → unit vectors, shape (n, dimension); zeros for a text of which nothing is known."""

    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class SentenceEncoder:
    """A sentence-transformers model, run on the CPU.

    A file preparation.json in the model's folder, {"prepare": name}, names what its tokeniser expects texts to be made
    into; without it they are normalised.
    """

    def __init__(self, name_or_path: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(
            name_or_path, device="cpu", local_files_only=Path(name_or_path).exists()
        ).float()
        self._prepare = PREPARATIONS[_preparation(Path(name_or_path))]
        self._static = _Static.of(self._model)
        self.dimension = int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        prepared = [self._prepare(text) for text in texts]
        return self._static.encode(prepared) if self._static else self.encode_prepared(prepared)

    def encode_prepared(self, prepared: Sequence[str]) -> Vectors:
        """The library's own way, which every model has."""
        vectors = self._model.encode(
            list(prepared), batch_size=256, convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


class _Static:
    """What a StaticEmbedding computes, without the library's milliseconds per call."""

    def __init__(self, tokenizer: "Tokenizer", rows: Vectors) -> None:
        self._tokenizer = tokenizer
        self._rows = rows

    @classmethod
    def of(cls, model: "SentenceTransformer") -> "_Static | None":
        """None for a model that is more than one StaticEmbedding."""
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding

        module = model[0]
        if len(model) != 1 or not isinstance(module, StaticEmbedding):
            return None
        return cls(module.tokenizer, module.embedding.weight.detach().numpy())

    def encode(self, prepared: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(prepared), self._rows.shape[1]), dtype=np.float32)
        for vector, encoding in zip(vectors, self._encodings(prepared), strict=True):
            if ids := encoding.ids:
                vector[:] = self._rows[ids].mean(axis=0)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _encodings(self, prepared: Sequence[str]) -> "list[Encoding]":
        """A batch is spread over threads, which for one text costs more than reading it."""
        if len(prepared) == 1:
            return [self._tokenizer.encode(prepared[0], add_special_tokens=False)]
        return self._tokenizer.encode_batch(list(prepared), add_special_tokens=False)


def _preparation(folder: Path) -> str:
    file = folder / PREPARATION_FILE
    return str(json.loads(file.read_text(encoding="utf-8"))["prepare"]) if file.exists() else "normalise"


@lru_cache(maxsize=1)
def default_encoder() -> Encoder:
    """The model named by ENCODER_MODEL, else the embedded one."""
    return SentenceEncoder(os.environ.get("ENCODER_MODEL") or str(EMBEDDED_MODEL))
