"""Which subject a message is about: evidence from names, from described needs, from passages and from vectors, fused."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.search.dense import DenseIndex
from knowledge.search.encoder import Encoder
from knowledge.search.features import content_words
from knowledge.search.lexical import LexicalIndex, NameIndex, Scores

# Fitted by `python -m knowledge.search.fit` on held-out phrases; see docs/decisions/0004-search.md.
WEIGHTS = np.array([1.0, 0.6, 0.8, 0.5, 0.5], dtype=np.float32)
EVIDENCE = ("name", "name_words", "need", "passage", "dense")
_NEAREST = 200


@dataclass(frozen=True)
class Subject:
    """What is searched: the names of one thing, the needs that people describe it by, and its passages."""

    id: str
    names: list[str]
    needs: list[str]
    passages: list[str]


@dataclass(frozen=True)
class Topic:
    """One candidate subject. `score` orders candidates; `evidence` holds the parts named in EVIDENCE, each 0 to about 1."""

    id: str
    score: float
    evidence: tuple[float, ...]

    @property
    def named(self) -> float:
        """How much of one of its names the message contains."""
        return self.evidence[0]


@dataclass(frozen=True)
class _Texts:
    texts: list[str]
    owners: list[int]

    def best(self, scores: Scores, size: int) -> Scores:
        """The best score of each owner's texts."""
        best = np.zeros(size, dtype=np.float32)
        np.maximum.at(best, np.asarray(self.owners, dtype=np.int64), scores)
        return best


class TopicIndex:
    """Ranks subjects for a message. Built in one go from subjects; never changed afterwards."""

    def __init__(self, subjects: Sequence[Subject], encoder: Encoder) -> None:
        self._ids = [subject.id for subject in subjects]
        self._names = _collect(subjects, "names")
        self._needs = _collect(subjects, "needs")
        self._passages = _collect(subjects, "passages")
        self._name_index = NameIndex(self._names.texts, self._names.owners)
        self._name_words = LexicalIndex(self._names.texts, groups=self._names.owners)
        self._need_index = LexicalIndex(self._needs.texts, groups=self._needs.owners)
        self._passage_index = LexicalIndex(self._passages.texts, groups=self._passages.owners)
        self._dense_texts = _Texts(
            self._names.texts + self._needs.texts + self._passages.texts,
            self._names.owners + self._needs.owners + self._passages.owners,
        )
        self._dense = DenseIndex(self._dense_texts.texts, encoder)

    def rank(self, text: str, count: int = 8) -> list[Topic]:
        """The best `count` candidates, best first."""
        evidence = self.evidence(text)
        scores = WEIGHTS @ evidence
        order = np.argsort(-scores)[:count]
        return [Topic(self._ids[at], float(scores[at]), tuple(float(part) for part in evidence[:, at])) for at in order]

    def evidence(self, text: str) -> NDArray[np.float32]:
        """Shape (len(EVIDENCE), number of subjects)."""
        size = len(self._ids)
        return np.stack(
            [
                self._names.best(self._name_index.containment(text), size),
                self._names.best(self._name_words.scores(text), size),
                self._needs.best(self._need_index.scores(text), size),
                self._passages.best(self._passage_index.scores(text), size),
                self._nearness(text),
            ]
        )

    def _nearness(self, text: str) -> Scores:
        subject = " ".join(content_words(text)) or text
        cosines, numbers = self._dense.nearest(self._dense.encode(subject), _NEAREST)
        best = np.zeros(len(self._ids), dtype=np.float32)
        owners = np.asarray(self._dense_texts.owners, dtype=np.int64)[numbers]
        np.maximum.at(best, owners, np.maximum(cosines, 0.0))
        return best


def _collect(subjects: Sequence[Subject], part: str) -> _Texts:
    texts: list[str] = []
    owners: list[int] = []
    for number, subject in enumerate(subjects):
        added = getattr(subject, part)
        texts += added
        owners += [number] * len(added)
    return _Texts(texts, owners)
