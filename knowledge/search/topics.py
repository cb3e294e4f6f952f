"""Which subject a message is about: names, described needs, passages, whole records and vectors as evidence, fused."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from knowledge.search.dense import DenseIndex
from knowledge.search.encoder import Encoder
from knowledge.search.features import content_words, features
from knowledge.search.lexical import LexicalIndex, NameIndex, Scores

EVIDENCE = ("name", "whole_name", "name_words", "need", "passage", "record", "dense")
# Fitted by `python -m knowledge.search.fit` on held-out names and phrases (docs/decisions/0004-search.md).
WEIGHTS = np.array([0.39, 0.7, 0.16, 0.45, 0.52, 1.4, 0.9], dtype=np.float32)
_NEAREST = 200
_IN_A_TURN = 4
_WHOLE = 0.95
_section = itemgetter(0)


@dataclass(frozen=True)
class Subject:
    """What is searched: the names of one thing, the needs that people describe it by, and its passages by section.

    `asked` are questions by section. They tell sections apart and not subjects: who asks "can the form be filled
    online?" has named none, and most have such a question.
    """

    id: str
    names: list[str]
    needs: list[str]
    passages: list[tuple[str, str]]
    asked: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Topic:
    """One candidate subject.

    `score` orders candidates; `evidence` holds the parts named in EVIDENCE, each 0 to about 1; `sections` tells how
    well the message fits each section's own words.
    """

    id: str
    score: float
    evidence: tuple[float, ...]
    sections: dict[str, float] = field(default_factory=dict)

    @property
    def named(self) -> float:
        """How much of one of its names the message contains, less for a name of common words."""
        return self.evidence[0]

    @property
    def whole_name(self) -> float:
        """The same for a name that stands whole in the message, else 0."""
        return self.evidence[1]


@dataclass(frozen=True)
class _Texts:
    """The texts of all subjects, those of one after those of another."""

    texts: list[str]
    owners: NDArray[np.int64]

    def best(self, scores: Scores, size: int) -> Scores:
        """The best score of each owner's texts."""
        best = np.zeros(size, dtype=np.float32)
        np.maximum.at(best, self.owners, scores)
        return best


class _Sections:
    """The sections of all subjects' passages, which stand section by section."""

    def __init__(self, sections_by_subject: Sequence[Sequence[str]]) -> None:
        runs = [
            (subject, section, len(list(passages)))
            for subject, sections in enumerate(sections_by_subject)
            for section, passages in groupby(sections)
        ]
        self._names = [section for _, section, _ in runs]
        self._starts = np.cumsum([0, *(length for _, _, length in runs)])[:-1]
        self._first = np.searchsorted([subject for subject, _, _ in runs], range(len(sections_by_subject) + 1))

    def fits(self, passages: Scores) -> Scores:
        """The best score of each section's passages."""
        best: Scores = np.maximum.reduceat(passages, self._starts) if self._names else passages
        return best

    def of(self, number: int, fits: Scores) -> dict[str, float]:
        """The sections of one subject, each with its fit."""
        first, after = self._first[number : number + 2]
        return dict(zip(self._names[first:after], fits[first:after].tolist(), strict=True))


class TopicIndex:
    """Ranks subjects for a message. Built in one go from subjects; never changed afterwards."""

    def __init__(self, subjects: Sequence[Subject], encoder: Encoder) -> None:
        self._ids = [subject.id for subject in subjects]
        self._numbers = {id: number for number, id in enumerate(self._ids)}
        self._names = _collect([subject.names for subject in subjects])
        self._needs = _collect([subject.needs for subject in subjects])
        passages = [sorted([*subject.passages, *subject.asked], key=_section) for subject in subjects]
        self._passages = _collect([[text for _, text in told] for told in passages])
        self._sections = _Sections([[section for section, _ in told] for told in passages])
        asked = {question for subject in subjects for _, question in subject.asked}
        self._told = np.array([text not in asked for text in self._passages.texts], dtype=np.float32)
        self._name_index = NameIndex(self._names.texts, self._names.owners.tolist())
        self._name_words = LexicalIndex(self._names.texts, groups=self._names.owners)
        self._need_index = LexicalIndex(self._needs.texts, groups=self._needs.owners)
        self._passage_index = LexicalIndex(self._passages.texts, groups=self._passages.owners)
        self._record_index = LexicalIndex([_everything(subject) for subject in subjects])
        dense = [self._names, self._needs, _collect([[text for _, text in subject.passages] for subject in subjects])]
        self._dense_owners = np.concatenate([part.owners for part in dense])
        self._dense = DenseIndex([text for part in dense for text in part.texts], encoder)
        # Several questions about one turn search for the same words.
        self._searched = lru_cache(maxsize=_IN_A_TURN)(self._search)

    def rank(self, text: str, count: int = 8) -> list[Topic]:
        """The best `count` candidates, best first."""
        evidence, passages = self._searched(text)
        scores = WEIGHTS @ evidence
        order, fits = np.argsort(-scores)[:count], self._sections.fits(passages)
        return [self._topic(int(at), float(scores[at]), evidence, fits) for at in order]

    def one(self, id: str, text: str) -> Topic:
        """One subject as a candidate, however far down it stands. Raises KeyError."""
        evidence, passages = self._searched(text)
        number = self._numbers[id]
        return self._topic(number, float(WEIGHTS @ evidence[:, number]), evidence, self._sections.fits(passages))

    def evidence(self, text: str) -> NDArray[np.float32]:
        """Shape (len(EVIDENCE), number of subjects)."""
        return self._searched(text)[0]

    def _search(self, text: str) -> tuple[NDArray[np.float32], Scores]:
        size = len(self._ids)
        contained = self._name_index.containment(text) * self._name_index.specificity
        whole = np.where(contained >= _WHOLE * self._name_index.specificity, contained, 0.0).astype(np.float32)
        found = features(content_words(text))
        passages = self._passage_index.scores_of(found)
        evidence = [
            self._names.best(contained, size),
            self._names.best(whole, size),
            self._names.best(self._name_words.scores_of(found), size),
            self._needs.best(self._need_index.scores_of(found), size),
            self._passages.best(passages * self._told, size),
            self._record_index.scores_of(found),
            self._nearness(text),
        ]
        return np.stack(evidence), passages

    def _topic(self, number: int, score: float, evidence: NDArray[np.float32], fits: Scores) -> Topic:
        parts = tuple(evidence[:, number].tolist())
        return Topic(self._ids[number], score, parts, self._sections.of(number, fits))

    def _nearness(self, text: str) -> Scores:
        subject = " ".join(content_words(text)) or text
        cosines, numbers = self._dense.nearest(self._dense.encode(subject), _NEAREST)
        best = np.zeros(len(self._ids), dtype=np.float32)
        np.maximum.at(best, self._dense_owners[numbers], np.maximum(cosines, 0.0))
        return best


def _collect(texts_by_subject: Sequence[Sequence[str]]) -> _Texts:
    texts = [text for texts in texts_by_subject for text in texts]
    owners = np.repeat(np.arange(len(texts_by_subject)), [len(texts) for texts in texts_by_subject])
    return _Texts(texts, owners)


def _everything(subject: Subject) -> str:
    return " ".join([*subject.names, *subject.needs, *(text for _, text in subject.passages)])
