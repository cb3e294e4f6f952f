"""How search grows: time and memory from 1,000 to 100,000 passages, and for 4,000 records."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.processes import resident_megabytes
from benchmarks.report import percentiles
from benchmarks.search_tasks import DEVELOPMENT, listing
from evaluation.cases import load
from knowledge.base import subject_of
from knowledge.encoder.data import sib200
from knowledge.loader import load_folder
from knowledge.search.encoder import default_encoder
from knowledge.search.passages import PassageIndex
from knowledge.search.topics import Subject, TopicIndex

RECORDS = 4_000
_ROUNDS = 2


def passages_row(size: int, data: Path | None) -> dict[str, Any]:
    """Time and memory of a `PassageIndex` of this size, in a process of its own."""
    return _alone(_passages_row, size, data)


def records_row(size: int, data: Path | None) -> dict[str, Any]:
    """The same for a `TopicIndex`, which searches names, needs, passages, whole records and vectors."""
    return _alone(_records_row, size, data)


def _alone(work: Callable[[int, Path | None], dict[str, Any]], size: int, data: Path | None) -> dict[str, Any]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(work, size, data).result()


def _passages_row(size: int, data: Path | None) -> dict[str, Any]:
    texts = made_passages(size, data)
    encoder = default_encoder()
    return _row(size, lambda: PassageIndex(texts, encoder).search)


def _records_row(size: int, data: Path | None) -> dict[str, Any]:
    subjects = made_subjects(size, data)
    encoder = default_encoder()
    return _row(size, lambda: TopicIndex(subjects, encoder).rank)


def _row(size: int, build: Callable[[], Callable[[str], Any]]) -> dict[str, Any]:
    before, began = resident_megabytes(), time.perf_counter()
    search = build()
    built_s, held = time.perf_counter() - began, resident_megabytes() - before
    times, worked = [], []
    queries = [case.text for case in load(DEVELOPMENT, None).questions]
    for number, query in enumerate(queries[:20] + queries * _ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        search(query)
        if number >= 20:
            times.append(time.perf_counter() - wall)
            worked.append(time.process_time() - cpu)
    spent = {"ms": percentiles(times), "cpu_ms": percentiles(worked)}
    return {"size": size, "built_s": round(built_s, 2), "mb": round(held, 1), **spent}


def made_passages(size: int, data: Path | None) -> list[str]:
    """One to three sentences each, drawn from our records and the open data there is."""
    chance, sentences = random.Random(1), list(_sentences(data))
    return [" ".join(chance.sample(sentences, chance.randint(1, 3))) for _ in range(size)]


def made_subjects(size: int, data: Path | None) -> list[Subject]:
    """Our records, then the listing's schemes if it is there, then records with passages dealt anew."""
    own = [subject_of(record) for record in load_folder().values()]
    subjects = (own + list(_listed(data)))[:size]
    chance = random.Random(2)
    while len(subjects) < size:
        names, needs, passages = (chance.choice(own) for _ in range(3))
        subjects.append(Subject(f"made_{len(subjects)}", names.names, needs.needs, passages.passages))
    return subjects


def _listed(data: Path | None) -> Iterator[Subject]:
    file = (data or Path()) / "schemes" / "listing_3378.jsonl"
    for scheme in listing(file) if file.exists() else ():
        tags = " ".join(filter(None, scheme["tags"]))
        passage = f"{scheme['schemeName']} {scheme['briefDescription']}"
        yield Subject(scheme["slug"], [scheme["schemeName"]], [tags], [("summary", passage)])


def _sentences(data: Path | None) -> Iterator[str]:
    for record in load_folder().values():
        for section in record.sections.values():
            for fact in (*section.facts, *section.items):
                yield from (fact.hi, fact.en)
    if data is None:
        return
    if (data / "sib200").exists():
        yield from _both(sib200(data / "sib200", ("train", "dev", "test")))
    if (data / "schemes" / "listing_3378.jsonl").exists():
        yield from (scheme["briefDescription"] for scheme in listing(data / "schemes" / "listing_3378.jsonl"))
    for file in sorted((data / "ntrex").glob("newstest2019-*.txt")):
        yield from file.read_text(encoding="utf-8").splitlines()


def _both(pairs: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    for pair in pairs:
        yield from pair[:2]
