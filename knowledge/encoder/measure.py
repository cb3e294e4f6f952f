"""Measures the encoder: python -m knowledge.encoder.measure BENCH_FOLDER [--model FOLDER]."""

import argparse
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.data import clinc150_test, dakshina, held_out, phrases, sib200
from knowledge.encoder.romanise import Romaniser
from knowledge.loader import load_folder
from knowledge.schema import Record, Section
from knowledge.search.encoder import EMBEDDED_MODEL, SentenceEncoder
from knowledge.search.lexical import LexicalIndex

Matrix = NDArray[np.float32]
BETAS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0)
_QUESTION = re.compile(r"<q>\s*(.*?)\s*</q>", re.DOTALL)
_PASSAGE = re.compile(r"<passage>\s*(.*?)\s*</passage>", re.DOTALL)


@dataclass(frozen=True)
class Task:
    """Query k should find group `answers[k]`; document k belongs to `groups[k]`, and a group counts by its best."""

    name: str
    queries: list[str]
    documents: list[str]
    groups: list[int]
    answers: list[int]


def one_to_one(name: str, queries: list[str], documents: list[str]) -> Task:
    numbers = list(range(len(documents)))
    return Task(name, queries, documents, numbers, numbers)


def tasks(bench: Path) -> list[Task]:
    pairs = sib200(bench / "sib200", ("test",))
    english, hindi = [pair.left for pair in pairs], [pair.right for pair in pairs]
    romaniser = Romaniser(dakshina(bench) + dakshina(bench, "dev") + dakshina(bench, "test"))
    latin = [romaniser.text(text, random.Random(1)) for text in hindi]
    folder = bench / "tatoeba"
    tatoeba = [(folder / f"tatoeba.hin-eng.{side}").read_text(encoding="utf-8").splitlines() for side in ("eng", "hin")]
    words = list({native: latin for latin, native, _ in dakshina(bench, "test")}.items())
    return [
        _hindirc(bench / "hindirc"),
        one_to_one("SIB-200 test, en→hi", english, hindi),
        one_to_one("SIB-200 test, hi→en", hindi, english),
        one_to_one("SIB-200 test, hinglish→hi", latin, hindi),
        one_to_one("SIB-200 test, hinglish→en", latin, english),
        one_to_one("Tatoeba (LASER), en→hi", *tatoeba),
        one_to_one("Tatoeba (LASER), hi→en", *reversed(tatoeba)),
        one_to_one("Dakshina test words, latin→hi", [pair[1] for pair in words], [pair[0] for pair in words]),
        *(_phrases(language) for language in ("hi", "hinglish", "en")),
    ]


def _hindirc(folder: Path) -> Task:
    passages, questions, answers = [], [], []
    for number, file in enumerate(sorted(folder.glob("*.xml"))):
        text = file.read_text(encoding="utf-8")
        passages += _PASSAGE.findall(text)[:1]
        found = _QUESTION.findall(text)
        questions += found
        answers += [number] * len(found)
    return Task("HindiRC, hi→hi", questions, passages, list(range(len(passages))), answers)


def _phrases(language: str) -> Task:
    """Held-out phrases in one language → records, by names, other phrases and the first fact of the summary."""
    queries, documents, groups, answers = [], [], [], []
    for number, record in enumerate(load_folder().values()):
        asked = [phrase for phrase in getattr(record.phrases, language) if held_out(phrase)]
        queries += asked
        answers += [number] * len(asked)
        texts = _known(record)
        documents += texts
        groups += [number] * len(texts)
    return Task(f"held-out phrases, {language}→records", queries, documents, groups, answers)


def _known(record: Record) -> list[str]:
    summary = record.sections[Section.SUMMARY].facts[0]
    names = [record.name.hi, record.name.en, *record.aliases.hi, *record.aliases.latin]
    return [*names, *(phrase for phrase in phrases(record) if not held_out(phrase)), summary.hi, summary.en]


def ranks(scores: Matrix, task: Task) -> NDArray[np.int64]:
    """Rank of each query's answer, 1 = first; groups of equal score count as ahead of it."""
    best = np.full((len(task.queries), max(task.groups) + 1), -np.inf, dtype=np.float32)
    np.maximum.at(best.T, np.array(task.groups), scores.T)
    right = best[np.arange(len(task.queries)), task.answers]
    found: NDArray[np.int64] = (best >= right[:, None]).sum(axis=1)
    return found


def ndcg(found: NDArray[np.int64]) -> float:
    """nDCG@10 with one right answer per query."""
    return float(np.where(found <= 10, 1 / np.log2(found + 1), 0).mean())


def mrr(found: NDArray[np.int64]) -> float:
    """MRR@10."""
    return float(np.where(found <= 10, 1 / found, 0).mean())


def dense_scores(task: Task, encoder: SentenceEncoder) -> Matrix:
    return encoder.encode(task.queries) @ encoder.encode(task.documents).T


def lexical_scores(task: Task) -> Matrix:
    index = LexicalIndex(task.documents, groups=task.groups)
    return np.stack([index.scores(query) for query in task.queries])


def report(found: Sequence[Task], encoder: SentenceEncoder) -> str:
    """A Markdown table: nDCG@10 / MRR@10."""
    rows = ["| task | queries | dense | lexical | " + " | ".join(f"β={beta:g}" for beta in BETAS) + " |"]
    rows.append("|" + "---|" * (4 + len(BETAS)))
    for task in found:
        dense, lexical = dense_scores(task, encoder), lexical_scores(task)
        alone = [f"{ndcg(ranks(part, task)):.3f} / {mrr(ranks(part, task)):.3f}" for part in (dense, lexical)]
        fused = [f"{ndcg(ranks(lexical + beta * dense, task)):.3f}" for beta in BETAS]
        rows.append(" | ".join([f"| {task.name}", str(len(task.queries)), *alone, *fused]) + " |")
    return "\n".join(rows)


def separation(found: Sequence[Task], foreign: Sequence[str], encoder: SentenceEncoder) -> str:
    """The chance that the best cosine of a held-out phrase is higher than that of a foreign question."""
    lines = []
    for task in found:
        documents = encoder.encode(task.documents).T
        ours = (encoder.encode(task.queries) @ documents).max(axis=1)
        theirs = (encoder.encode(foreign) @ documents).max(axis=1)
        higher = float((ours[:, None] > theirs).mean())
        low, high = float(np.quantile(ours, 0.1)), float(np.quantile(theirs, 0.9))
        lines.append(f"{task.name}: {higher:.3f} (a tenth of ours below {low:.2f}, of the others above {high:.2f})")
    return "\n".join(lines)


def milliseconds(encoder: SentenceEncoder, text: str) -> float:
    """Median time to encode one text, milliseconds."""
    times = []
    for _ in range(500):
        start = time.perf_counter()
        encoder.encode([text])
        times.append(time.perf_counter() - start)
    return float(np.median(times)) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--model", type=Path, default=EMBEDDED_MODEL)
    arguments = parser.parse_args()
    encoder = SentenceEncoder(str(arguments.model))
    print(report(tasks(arguments.bench), encoder))
    asked = [_phrases(language) for language in ("hi", "hinglish", "en")]
    print("\nbest cosine, phrases of ours against CLINC150 test questions:")
    print(separation(asked, clinc150_test(arguments.bench), encoder))
    query = "mere pita ji ki umar sattar saal hai unko kaun si pension milegi batao jaldi"
    print(f"\none {len(query.split())}-word query: {milliseconds(encoder, query):.3f} ms")


if __name__ == "__main__":
    main()
