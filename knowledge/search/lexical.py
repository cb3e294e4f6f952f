"""BM25 over sounds, consonant frames and character n-grams, held as one sparse matrix of ready weights."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from knowledge.search.features import FIELD_WEIGHT, content_words, features, stopwords
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import heard_words

Scores = NDArray[np.float32]
Columns = NDArray[np.int32]

_K1 = 1.2
_LIGHT = 0.25
_B = 0.6


class LexicalIndex:
    """Scores a query against n texts. Robertson & Zaragoza 2009, BM25; fields weighted as `FIELD_WEIGHT`.

    `groups` (n group numbers) makes a word's rarity count groups instead of texts, so that a subject described by many
    texts does not make its own words look common.
    """

    def __init__(
        self, texts: Sequence[str], *, groups: Sequence[int] | NDArray[np.int64] | None = None, fields: str = "wfg"
    ) -> None:
        self._fields = fields
        self.size = len(texts)
        self._columns: dict[str, int] = {}
        self._build(self._count(texts), None if groups is None else np.asarray(groups, dtype=np.int64))

    def _count(self, texts: Sequence[str]) -> csr_matrix:
        """How often each text has each feature; a word that comes again is not taken apart again."""
        seen: dict[str, Columns] = {}
        found = [np.zeros(0, dtype=np.int32)]
        for text in texts:
            words = content_words(text)
            seen |= {word: self._columns_of(word) for word in words if word not in seen}
            found.append(np.concatenate([found[0], *(seen[word] for word in words)]))
        columns = np.concatenate(found)
        starts = np.cumsum([len(part) for part in found])
        counts = csr_matrix(
            (np.ones(len(columns), dtype=np.float32), columns, starts), shape=(self.size, len(self._columns))
        )
        counts.sum_duplicates()
        return counts

    def _columns_of(self, word: str) -> Columns:
        names = [name for name in features([word]).elements() if name[0] in self._fields]
        return np.array([self._columns.setdefault(name, len(self._columns)) for name in names], dtype=np.int32)

    def _build(self, counts: csr_matrix, groups: NDArray[np.int64] | None) -> None:
        rows, columns = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(counts.indptr)), counts.indices
        names = list(self._columns)
        group_count = self.size if groups is None else len(np.unique(groups))
        spread = _spread(columns, None if groups is None else groups[rows], len(names))
        self._idf = np.log(1 + (group_count - spread + 0.5) / (spread + 0.5)).astype(np.float32)
        self._idf *= np.array([FIELD_WEIGHT[name[0]] for name in names], dtype=np.float32)
        self._unseen = {field: float(np.log(1 + group_count / 0.5)) * weight for field, weight in FIELD_WEIGHT.items()}
        field = np.array([self._fields.index(name[0]) for name in names], dtype=np.int8)
        lengths = counts @ np.eye(len(self._fields), dtype=np.float32)[field]
        usual = np.maximum(lengths.sum(axis=0) / max(self.size, 1), 1e-6)
        damping = (_K1 * (1 - _B + _B * lengths / usual)).astype(np.float32)
        often = counts.data * (_K1 + 1) / (counts.data + damping[rows, field[columns]])
        matrix = csr_matrix((self._idf[columns] * often, columns, counts.indptr), shape=counts.shape).tocsc()
        self._starts, self._rows, self._weights = matrix.indptr, matrix.indices, matrix.data

    def scores(self, text: str) -> Scores:
        """BM25 over what the whole query could score: about 1 where a text holds all its words, 0 where none."""
        return self.scores_of(features(content_words(text)))

    def scores_of(self, found: Collection[str]) -> Scores:
        """The same for the features of a query, which several indexes may share."""
        found = [name for name in found if name[0] in self._fields]
        columns = _known(found, self._columns)
        if not columns.size:
            return np.zeros(self.size, dtype=np.float32)
        unseen = sum(self._unseen[name[0]] for name in found if name not in self._columns)
        entries = _entries(self._starts, columns)
        sums = np.bincount(self._rows[entries], self._weights[entries], self.size)
        shares: Scores = (sums / (unseen + self._idf[columns].sum(dtype=np.float64))).astype(np.float32)
        return shares


def _known(found: Collection[str], columns: Mapping[str, int]) -> Columns:
    return np.array([columns[name] for name in found if name in columns], dtype=np.int32)


def _entries(starts: Columns, columns: Columns) -> Columns:
    """Where in a sparse matrix the entries of these columns stand, column by column."""
    ends = starts[columns + 1]
    lengths = ends - starts[columns]
    return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum(), dtype=np.int32)


def _spread(columns: Columns, groups: NDArray[np.int64] | None, size: int) -> Scores:
    """Number of groups in which each column occurs; without groups, of rows, in which a column occurs once."""
    if groups is not None:
        pairs = groups * size + columns
        pairs.sort()
        columns = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))] % max(size, 1)
    return np.bincount(columns, minlength=size).astype(np.float32)


def _passed_over(name: str) -> list[str]:
    return [word for word in heard_words(normalise(name)) if sound(word) in stopwords()]


class NameIndex:
    """How much of each name a query contains, 0 to 1: a name's rare words count more than its common ones.

    `specificity` (n,) is 1 for a name with at least the usual amount of rare words and falls towards 0 for "k c" or
    "card".

    No word is passed over, for "FIR" sounds like "phir" (again), but stopwords such as "yojana" weigh a quarter.
    """

    def __init__(self, names: Sequence[str], groups: Sequence[int]) -> None:
        counted = [features(heard_words(normalise(name))) for name in names]
        light = [features(_passed_over(name)) for name in names]
        self.size = len(names)
        pairs = {(name, group) for found, group in zip(counted, groups, strict=True) for name in found}
        spread = Counter(name for name, _ in pairs)
        group_count = len(set(groups))
        self._columns = {name: column for column, name in enumerate(spread)}
        rows, columns, weights, masses = [], [], [], []
        for row, found in enumerate(counted):
            mass = {name: FIELD_WEIGHT[name[0]] * float(np.log(1 + group_count / spread[name])) for name in found}
            mass = {name: value * (_LIGHT if name in light[row] else 1.0) for name, value in mass.items()}
            masses.append(sum(mass.values()))
            for name, weight in mass.items():
                rows.append(row)
                columns.append(self._columns[name])
                weights.append(weight / (masses[-1] or 1.0))
        self.specificity = np.minimum(1.0, np.array(masses, dtype=np.float32) / max(float(np.median(masses)), 1e-6))
        matrix = csc_matrix(
            (np.array(weights, dtype=np.float32), (rows, columns)), shape=(self.size, max(1, len(self._columns)))
        )
        self._starts, self._rows, self._weights = matrix.indptr, matrix.indices, matrix.data

    def containment(self, text: str) -> Scores:
        found = features(heard_words(normalise(text)))
        entries = _entries(self._starts, _known(found, self._columns))
        return np.bincount(self._rows[entries], self._weights[entries], self.size).astype(np.float32)
