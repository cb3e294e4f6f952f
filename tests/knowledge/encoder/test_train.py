from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from knowledge.encoder.data import Pair, Source
from knowledge.encoder.settings import Settings
from knowledge.encoder.train import save, train
from knowledge.encoder.vocabulary import initial_rows, tokeniser, vocabulary
from knowledge.search.encoder import SentenceEncoder

SETTINGS = replace(Settings(), dimension=32, epochs=60, batch=4, rate=0.02, dropout=0.0)
PAIRS = [Pair("widow pension", "विधवा पेंशन"), Pair("birth certificate", "जन्म प्रमाण पत्र"), Pair("crop loss", "फसल नुकसान")]
ORIGINS = [Source("sentences", PAIRS, 10)]


def _trained() -> tuple[Counter[str], np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    counts = vocabulary(ORIGINS, SETTINGS)
    return counts, train(initial_rows(counts, ORIGINS, SETTINGS), tokeniser(counts), ORIGINS, SETTINGS)


def test_partners_become_neighbours(tmp_path: Path) -> None:
    counts, rows = _trained()
    save(rows, tokeniser(counts), tmp_path)
    encoder = SentenceEncoder(str(tmp_path))
    nearness = encoder.encode([pair.left for pair in PAIRS]) @ encoder.encode([pair.right for pair in PAIRS]).T
    assert nearness.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_same_seed_gives_the_same_rows() -> None:
    np.testing.assert_allclose(_trained()[1], _trained()[1], atol=1e-4)


def test_unknown_tokens_weigh_nothing() -> None:
    assert not _trained()[1][0].any()
