"""Made-up records and listings for tests, and a quick encoder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import yaml

from knowledge.schema import CORE_SECTIONS, Record
from knowledge.search.encoder import Vectors


class HashEncoder:
    """Counts hashed words; enough where the meaning of vectors is not tested."""

    dimension = 32

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), self.dimension), 1e-3, dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                vector[crc32(word.encode()) % self.dimension] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


def both(hi: str, en: str) -> dict[str, Any]:
    return {"hi": hi, "en": en}


def section(hi: str = "यह पक्की बात है।", en: str = "This is certain.") -> dict[str, Any]:
    return {"facts": [both(hi, en)], "speech": both("यह पक्की बात है।", "This is certain.")}


def raw(id: str = "kuan", **changes: Any) -> dict[str, Any]:
    """A sound record's data, some of it changed."""
    return {
        "id": id,
        "kind": "scheme",
        "name": both("मुख्यमंत्री कुआँ योजना", "Mukhyamantri Kuan Yojana"),
        "short_name": both("कुआँ योजना", "Kuan Yojana"),
        "aliases": {"hi": ["कुआँ", "कुआँ योजना"], "latin": ["kuan", "kuan yojana", "kua yojna"]},
        "phrases": {
            "hi": ["खेत में कुआँ खोदने का पैसा"] * 4,
            "hinglish": ["khet me kuan khodne ka paisa"] * 4,
            "en": ["money to dig a well in the field"] * 4,
        },
        "department": both("कृषि विभाग", "Agriculture"),
        "level": "state",
        "category": "farming",
        "audience": {"tags": ["farmer"]},
        "needs": ["subsidy"],
        "state": "active",
        "sections": {name.value: section() for name in CORE_SECTIONS},
        "sources": [{"title": "Made up", "kind": "official", "url": "https://example.org/", "as_of": "2026"}],
        "confidence": "high",
        "as_of": "2026",
        **changes,
    }


def record(id: str = "kuan", **changes: Any) -> Record:
    return Record.model_validate(raw(id, **changes))


def write(folder: Path, id: str = "kuan", **changes: Any) -> Path:
    """A record file in the folder."""
    folder.mkdir(exist_ok=True)
    file = folder / f"{id}.yaml"
    file.write_text(yaml.safe_dump(raw(id, **changes), allow_unicode=True), encoding="utf-8")
    return file
