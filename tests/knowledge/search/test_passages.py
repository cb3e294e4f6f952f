from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.search import dense
from knowledge.search.encoder import Vectors, default_encoder
from knowledge.search.lexical import LexicalIndex
from knowledge.search.passages import PassageIndex

PASSAGES = [
    "आय प्रमाण पत्र लोक सेवा केंद्र से तीन दिन में मिलता है।",
    "The widow pension is paid every month to women below the poverty line.",
    "किसानों को फसल बीमा का पैसा सीधे बैंक खाते में मिलता है।",
    "Girls who pass class 12 with good marks get a scooter.",
]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex(PASSAGES, default_encoder())


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("आय प्रमाण पत्र", 0),
        ("aay praman patra kitne din", 0),
        ("widdow pention", 1),
        ("विधवा पेंशन", 1),
        ("fasal bima", 2),
        ("crop insurance for farmers", 2),
    ],
)
def test_a_passage_is_found_in_either_script_and_language(index: PassageIndex, query: str, number: int) -> None:
    assert index.search(query)[0].number == number


def test_hits_come_best_first_and_no_more_than_asked(index: PassageIndex) -> None:
    hits = index.search("किसानों को पैसा", 2, least=0.0)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score


@pytest.mark.parametrize("query", ["", "?!", "zxqv wkjh"])
def test_nothing_is_found_for_nothing(index: PassageIndex, query: str) -> None:
    assert index.search(query) == []


def test_an_empty_index_finds_nothing() -> None:
    assert PassageIndex([], default_encoder()).search("पेंशन") == []
    assert LexicalIndex([]).scores("पेंशन").size == 0


class _Points:
    """Texts are numbers; each has a direction of its own."""

    dimension = 64

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.stack([np.random.default_rng(int(text)).normal(size=self.dimension) for text in texts])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_many_vectors_are_searched_by_codes_and_the_best_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [str(number) for number in range(3000)]
    exact = dense.DenseIndex(texts, _Points())
    monkeypatch.setattr(dense, "_EXACT", 100)
    coded = dense.DenseIndex(texts, _Points())
    for text in texts[:20]:
        query = coded.encode(text)
        assert coded.nearest(query, 10)[1][0] == exact.nearest(query, 10)[1][0] == int(text)
