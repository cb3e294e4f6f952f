"""Sentence vectors from any sentence-transformers model; the embedded default is our own small bilingual one."""

import json
import os
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from knowledge.encoder.prepare import prepare_sound
from language.normalise import normalise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

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
        self._name = name_or_path
        self._prepare = PREPARATIONS[_preparation(Path(name_or_path))]
        self._static = _Static.of(Path(name_or_path))
        self.dimension = self._static.dimension if self._static else int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        """The library takes as long to come as all else that a start does, so it comes only where it is needed."""
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(self._name, device="cpu", local_files_only=Path(self._name).exists()).float()

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
    """What a StaticEmbedding computes, from its files: the library costs seconds at a start."""

    def __init__(self, tokenizer: Tokenizer, rows: Vectors) -> None:
        self._tokenizer = tokenizer
        self._rows = rows
        self.dimension = int(rows.shape[1])

    @classmethod
    def of(cls, folder: Path) -> "_Static | None":
        """None for a model that is more than one StaticEmbedding, in no folder here, or in other files than ours."""
        modules = folder / "modules.json"
        listed = json.loads(modules.read_text(encoding="utf-8")) if modules.exists() else []
        if len(listed) != 1 or not listed[0]["type"].endswith(".StaticEmbedding"):
            return None
        files = folder / listed[0]["path"]
        rows = load_file(files / "model.safetensors").get("embedding.weight")
        if rows is None:
            return None
        tokenizer = Tokenizer.from_file(str(files / "tokenizer.json"))
        tokenizer.no_padding()
        return cls(tokenizer, rows.astype(np.float32))

    def encode(self, prepared: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(prepared), self.dimension), dtype=np.float32)
        for vector, encoding in zip(vectors, self._encodings(prepared), strict=True):
            if ids := encoding.ids:
                vector[:] = self._rows[ids].mean(axis=0)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors

    def _encodings(self, prepared: Sequence[str]) -> list[Encoding]:
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
