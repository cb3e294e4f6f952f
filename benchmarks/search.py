"""Search: how well words alone, our lexical part, vectors and their fusion rank, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import report
from benchmarks.bm25 import WordIndex
from benchmarks.growth import RECORDS, passages_row, records_row
from benchmarks.quality import DEPTH, Quality, Search, measure, ranked
from benchmarks.search_picture import draw
from benchmarks.search_tasks import Task, development_questions, passage_tasks
from knowledge.base import subject_of
from knowledge.loader import load_folder
from knowledge.search.dense import DenseIndex
from knowledge.search.encoder import Encoder, default_encoder
from knowledge.search.lexical import LexicalIndex
from knowledge.search.passages import PassageIndex
from knowledge.search.topics import Subject, TopicIndex

WAYS = ("BM25, words", "lexical", "dense", "fused")
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
Results = dict[str, dict[str, Quality]]


def run(data: Path | None, into: Path, *, quick: bool = False) -> None:
    """Print everything, and keep it."""
    encoder = default_encoder()
    results = {**_records(encoder), **_passages(data, encoder, quick)}
    print("\n" + quality_table(results))
    rows = [passages_row(size, data) for size in (SIZES[:2] if quick else SIZES)]
    records = records_row(RECORDS, data)
    print("\n" + growth_table(rows, records))
    budgets = _budgets(rows, records)
    print("\n" + report.budgets_table(budgets))
    quality = {task: {way: asdict(found) for way, found in ways.items()} for task, ways in results.items()}
    figures = {"quality": quality, "passages": rows, "records": records, "budgets": budgets}
    report.save("search", figures, into)
    draw(figures, into / "search.png")


def _records(encoder: Encoder) -> Results:
    records = list(load_folder().values())
    subjects = [subject_of(record) for record in records]
    queries, answers = development_questions(records)
    texts = [_everything(subject) for subject in subjects]
    numbers = {subject.id: at for at, subject in enumerate(subjects)}
    topics = TopicIndex(subjects, encoder)
    searches: dict[str, Search] = {
        **_parts(texts, encoder),
        "dense": _nearest_subject(subjects, encoder),
        "fused": lambda query: [numbers[topic.id] for topic in topics.rank(query, DEPTH)],
    }
    name = f"our questions → our {len(records)} records"
    return {name: {way: measure(searches[way], queries, answers) for way in WAYS}}


def _passages(data: Path | None, encoder: Encoder, quick: bool) -> Results:
    results: Results = {}
    for task in passage_tasks(data) if data else ("all open sets: give --bench-data FOLDER",):
        if isinstance(task, str):
            print(f"Not there, so passed over: {task}")
        else:
            results[task.name] = _measured(task, encoder, most=100 if quick else None)
    return results


def _measured(task: Task, encoder: Encoder, most: int | None) -> dict[str, Quality]:
    passages = PassageIndex(task.passages, encoder)
    searches = {
        **_parts(task.passages, encoder),
        "fused": lambda query: [hit.number for hit in passages.search(query, DEPTH, least=0.0)],
    }
    return {way: measure(searches[way], task.queries[:most], task.answers[:most]) for way in WAYS}


def _parts(texts: Sequence[str], encoder: Encoder) -> dict[str, Search]:
    words, lexical, dense = WordIndex(texts), LexicalIndex(texts), DenseIndex(texts, encoder)
    return {
        "BM25, words": lambda query: ranked(words.scores(query)),
        "lexical": lambda query: ranked(lexical.scores(query)),
        "dense": lambda query: [int(at) for at in dense.nearest(dense.encode(query), DEPTH)[1]],
    }


def _nearest_subject(subjects: Sequence[Subject], encoder: Encoder) -> Search:
    """By the nearest of a subject's names, needs and passages."""
    texts = [[*subject.names, *subject.needs, *(text for _, text in subject.passages)] for subject in subjects]
    owners = np.repeat(np.arange(len(subjects)), [len(own) for own in texts])
    dense = DenseIndex([text for own in texts for text in own], encoder)

    def search(query: str) -> list[int]:
        nearest = dense.nearest(dense.encode(query), 200)[1]
        return list(dict.fromkeys(int(owner) for owner in owners[nearest]))[:DEPTH]

    return search


def _everything(subject: Subject) -> str:
    return " ".join([*subject.names, *subject.needs, *(text for _, text in subject.passages)])


def quality_table(results: Results) -> str:
    """One line for each task and way; the ratio is to BM25's MRR."""
    rows: list[list[report.Cell]] = []
    for task, ways in results.items():
        base = ways[WAYS[0]].mrr
        for way, found in ways.items():
            figures = (found.mrr, found.ndcg, found.success, found.mrr / base if base else None, found.p50, found.p99)
            rows.append([task if way == WAYS[0] else "", way, *figures])
    return report.table(("questions", "way", "MRR@10", "nDCG@10", "first", "÷ BM25", "p50 ms", "p99 ms"), rows)


def growth_table(rows: Sequence[dict[str, Any]], records: dict[str, Any]) -> str:
    named = [*((f"{row['size']:,} passages", row) for row in rows), (f"{records['size']:,} records", records)]
    cells: Callable[[dict[str, Any]], tuple[report.Cell, ...]] = lambda row: (  # noqa: E731
        row["ms"]["p50"], row["ms"]["p99"], row["cpu_ms"]["p99"], row["built_s"], row["mb"]
    )  # fmt: skip
    return report.table(
        ("", "p50 ms", "p99 ms", "p99 CPU ms", "built s", "MB"), [(name, *cells(row)) for name, row in named]
    )


def _budgets(rows: Sequence[dict[str, Any]], records: dict[str, Any]) -> list[dict[str, Any]]:
    found = [report.budget(f"search, {RECORDS:,} records, p99", records["ms"]["p99"], 15, "ms")]
    if rows[-1]["size"] == SIZES[-1]:
        found.append(report.budget(f"search, {SIZES[-1]:,} passages, p99", rows[-1]["ms"]["p99"], 40, "ms"))
    return found
