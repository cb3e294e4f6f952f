"""What search is asked: open question sets and listings, our own development questions."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.cases import load
from knowledge.encoder.data import sib200
from knowledge.schema import Record
from supervisor.settings import ROOT

DEVELOPMENT = ROOT / "evaluation" / "data" / "public" / "dev_questions.yaml"
_QUESTION = re.compile(r"<q>\s*(.*?)\s*</q>", re.DOTALL)
_PASSAGE = re.compile(r"<passage>\s*(.*?)\s*</passage>", re.DOTALL)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Task:
    """Query k should find one of the passages numbered in `answers[k]`."""

    name: str
    queries: list[str]
    passages: list[str]
    answers: list[tuple[int, ...]]


def passage_tasks(folder: Path) -> Iterator[Task | str]:
    """A task for each open set in the folder, or the name of what is not there."""
    for needs, made in (("hindirc", _hindirc), ("sib200", _sib200), ("schemes/listing_3378.jsonl", _listing)):
        if (folder / needs).exists():
            yield from made(folder / needs)
        else:
            yield needs


def development_questions(records: Sequence[Record]) -> tuple[list[str], list[tuple[int, ...]]]:
    """Questions that have a topic, and the numbers of the records that count as it."""
    number = {name: at for at, record in enumerate(records) for name in (record.id, *record.same_as)}
    cases = [case for case in load(DEVELOPMENT, None).questions if case.expect.topic]
    known = [(case.text, tuple(number[topic] for topic in case.expect.topic if topic in number)) for case in cases]
    return [text for text, _ in known], [answers for _, answers in known]


def _paired(name: str, queries: Sequence[str], passages: Sequence[str]) -> Task:
    return Task(name, list(queries), list(passages), [(at,) for at in range(len(passages))])


def _hindirc(folder: Path) -> Iterator[Task]:
    passages: list[str] = []
    queries: list[str] = []
    answers: list[tuple[int, ...]] = []
    for file in sorted(folder.glob("*.xml")):
        text = file.read_text(encoding="utf-8")
        asked = _QUESTION.findall(text)
        queries += asked
        answers += [(len(passages),)] * len(asked)
        passages += _PASSAGE.findall(text)[:1]
    yield Task("HindiRC, question → passage", queries, passages, answers)


def _sib200(folder: Path) -> Iterator[Task]:
    for parts, name in ((("test",), "SIB-200 test"), (("train", "dev", "test"), "SIB-200 all")):
        english, hindi = zip(*(pair[:2] for pair in sib200(folder, parts)), strict=True)
        yield _paired(f"{name}, en → hi", english, hindi)
        yield _paired(f"{name}, hi → en", hindi, english)


def _listing(file: Path) -> Iterator[Task]:
    schemes = listing(file)
    chance = random.Random(7)
    names = [slipped(scheme["schemeName"], chance) for scheme in schemes]
    yield _paired("listing, slipped name → description", names, [scheme["briefDescription"] for scheme in schemes])
    tagged = [" ".join(filter(None, scheme["tags"])) for scheme in schemes]
    named = [f"{scheme['schemeName']}. {scheme['briefDescription']}" for scheme in schemes]
    yield _paired("listing, tags → scheme", tagged, named)


def listing(file: Path) -> list[dict[str, Any]]:
    """Schemes with a name, a description and tags."""
    with file.open(encoding="utf-8") as lines:
        schemes = [json.loads(line) for line in lines]
    return [scheme for scheme in schemes if scheme["schemeName"] and scheme["briefDescription"] and scheme["tags"]]


def slipped(name: str, chance: random.Random) -> str:
    """The name with one word left out and one letter of another changed."""
    words = name.split()
    if len(words) > 2:
        words.pop(chance.randrange(len(words)))
    at = max(range(len(words)), key=lambda place: (len(words[place]), -place))
    letter = chance.randrange(len(words[at]))
    words[at] = words[at][:letter] + chance.choice(_LETTERS) + words[at][letter + 1 :]
    return " ".join(words)
