"""Command: train the English / romanised-Hindi weights. `python -m language.train_detector BENCH_FOLDER`.

Learns from `nlu_data/`, from the texts of `knowledge/records/`, and from open data in BENCH_FOLDER: CLINC150
(CC BY 3.0), Hinglish-TOP (Apache-2.0), Tatoeba (CC BY 2.0 FR) with its Hindi side romanised word by word through
Dakshina (CC BY-SA 4.0). Needs scikit-learn.
"""

import csv
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from language.detect import BUCKETS, WEIGHTS, features
from language.normalise import normalise
from language.tokens import words

_NLU = Path(__file__).parent.parent / "nlu_data"
_RECORDS = Path(__file__).parent.parent / "knowledge" / "records"
_OWN_WEIGHT = 3


def main(bench: Path) -> None:
    random.seed(7)
    english = [*_clinc(bench), *_tatoeba(bench, 0), *_top(bench, "en_query", "train"), *_own("en") * _OWN_WEIGHT]
    english += _record_texts("en")
    hinglish = [*_top(bench, "cs_query", "train"), *_romanised(bench), *_own("hinglish") * _OWN_WEIGHT]
    hinglish += _record_texts("hinglish")
    english += _fragments(english)
    hinglish += _fragments(hinglish)
    texts = english + hinglish
    truth = np.array([1] * len(english) + [0] * len(hinglish))
    model = LogisticRegression(C=30.0, max_iter=300, class_weight="balanced").fit(_matrix(texts), truth)
    np.savez_compressed(WEIGHTS, weights=model.coef_[0].astype(np.float16), bias=np.float32(model.intercept_[0]))
    for name, column, label in (("en", "en_query", 1), ("hinglish", "cs_query", 0)):
        held_out = list(_top(bench, column, "test"))
        right = float((model.predict(_matrix(held_out)) == label).mean())
        print(f"{name}: {right:.4f} of {len(held_out)} Hinglish-TOP test queries")
    print(f"trained on {len(english)} English and {len(hinglish)} hinglish texts; {WEIGHTS.stat().st_size // 1024} KiB")


def _matrix(texts: list[str]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        buckets = features(text)
        rows += [row] * len(buckets)
        columns += buckets
        values += [1.0 / max(1, len(buckets)) ** 0.5] * len(buckets)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), BUCKETS))


def _fragments(texts: list[str]) -> list[str]:
    """Runs of one to three words, as people type them."""
    cut = []
    for text in texts:
        tokens = text.split()
        at = random.randrange(len(tokens)) if tokens else 0
        cut.append(" ".join(tokens[at : at + random.choice((1, 2, 3))]))
    return [text for text in cut if text]


def _clinc(bench: Path) -> Iterator[str]:
    data = json.loads((bench / "clinc150" / "data_full.json").read_text(encoding="utf-8"))
    yield from (text for text, _ in data["train"])


def _tatoeba(bench: Path, column: int) -> Iterator[str]:
    for line in (bench / "tatoeba" / "manythings_hin.txt").read_text(encoding="utf-8").splitlines():
        yield line.split("\t")[column]


def _top(bench: Path, column: str, part: str) -> Iterator[str]:
    with (bench / "hinglish_top" / f"{part}.tsv").open(encoding="utf-8") as file:
        yield from (row[column] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _romanised(bench: Path) -> Iterator[str]:
    spellings: dict[str, list[str]] = {}
    with (bench / "dakshina_hi" / "hi.translit.sampled.train.tsv").open(encoding="utf-8") as file:
        for line in file:
            first, second, *_ = line.rstrip("\n").split("\t")
            latin, native = (first, second) if first.isascii() else (second, first)
            spellings.setdefault(normalise(native), []).append(latin)
    for sentence in _tatoeba(bench, 1):
        tokens = [word for word in words(normalise(sentence)) if word in spellings]
        if len(tokens) >= 2:
            yield " ".join(random.choice(spellings[word]) for word in tokens)
    yield from (random.choice(latin) for latin in spellings.values())


def _own(language: str) -> list[str]:
    texts = []
    for file in sorted((_NLU / language).glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            texts += [line.removeprefix("- ").strip() for line in block["examples"].splitlines() if line.strip()]
    return texts


def _record_texts(language: str) -> list[str]:
    """Sentences of the records, and how people describe the need."""
    texts: list[str] = []
    for file in sorted(_RECORDS.glob("*.yaml")):
        record = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        texts += record["phrases"][language]
        for section in record["sections"].values():
            texts += [fact[language] for fact in section["facts"] if language in fact]
    return texts


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m language.train_detector BENCH_FOLDER")
    main(Path(sys.argv[1]))
