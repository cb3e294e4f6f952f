"""Which department a complaint is for: named, or suggested from what it says (data/departments.yaml)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.schema import Text
from language.lexicon import Lexicon, heard

OTHER = "other"
_DATA = Path(__file__).parent / "data" / "departments.yaml"
_CALLING = Lexicon({"department": ["विभाग", "vibhag", "department", "dept", "महकमा", "खिलाफ", "khilaf", "against"]})


class Subject(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    words: list[str]


class Department(BaseModel):
    """`called` is how it is named, `subjects` what people complain about there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    called: list[str]
    subjects: dict[str, Subject]


@dataclass(frozen=True)
class Matter:
    """A subject and the department that sees to it: ids of the catalogue."""

    department: str
    subject: str


@lru_cache(maxsize=1)
def departments() -> dict[str, Department]:
    rows = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {name: Department.model_validate(row) for name, row in rows.items()}


def named_department(text: str, *, asked: bool = False) -> str | None:
    """The department called by name: in an answer to that question, or where the word "department" stands beside."""
    words = heard(text)
    hits = _names().find(words)
    if not asked:
        marks = [hit.first for hit in _CALLING.find(words)]
        hits = [hit for hit in hits if any(hit.first - 2 <= mark <= hit.after + 1 for mark in marks)]
    return max(hits, key=lambda hit: hit.after - hit.first).value if hits else None


def suggested(text: str) -> list[Matter]:
    """What the complaint may be about, likeliest first: by longer phrases, then by what is named first."""
    scores: defaultdict[str, int] = defaultdict(int)
    for hit in _subjects().find(heard(text)):
        scores[hit.value] += (hit.after - hit.first) ** 2
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    return [Matter(*value.split("/")) for value, _ in ranked]


def clear_matter(text: str, department: str | None = None) -> Matter | None:
    """What it is about, of one department if that is given; None when nothing tells."""
    return next((matter for matter in suggested(text) if department in (None, matter.department)), None)


def matter_of(department: str, text: str) -> Matter:
    """The subject of a department that fits the text best, or its first."""
    fitting = [matter for matter in suggested(text) if matter.department == department]
    return fitting[0] if fitting else Matter(department, next(iter(departments()[department].subjects)))


def subject_words(text: str) -> set[str]:
    """The words, as normalised, by which a subject was recognised."""
    words = heard(text)
    return {word.word for hit in _subjects().find(words) for word in words[hit.first : hit.after]}


@lru_cache(maxsize=1)
def _subjects() -> Lexicon:
    return Lexicon(
        {
            f"{department}/{subject}": entry.words
            for department, row in departments().items()
            for subject, entry in row.subjects.items()
        }
    )


@lru_cache(maxsize=1)
def _names() -> Lexicon:
    return Lexicon({name: [row.name.hi, row.name.en, *row.called] for name, row in departments().items()})
