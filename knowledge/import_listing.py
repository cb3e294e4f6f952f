"""Command: bring outside scheme listings into the index. `python -m knowledge.import_listing FILE [FILE ...]`.

Reads JSON lines in any of the shapes below, told apart by their fields, and writes `IMPORT_FOLDER/<file name>`;
the running system takes it in by itself. The listings are English, unverified and not ours: they stay out of the
repository.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tqdm import tqdm

from knowledge.imported import EVERYWHERE, ImportedRecord, import_folder
from knowledge.schema import Section

Row = dict[str, Any]

_PORTAL = "https://www.myscheme.gov.in/schemes/"
_LONGEST = 4000
_STATES = (
    "Andhra Pradesh", "Arunachal Pradesh", "Assam", "Bihar", "Chhattisgarh", "Delhi", "Goa", "Gujarat", "Haryana",
    "Himachal Pradesh", "Jammu and Kashmir", "Jharkhand", "Karnataka", "Kerala", "Madhya Pradesh", "Maharashtra",
    "Manipur", "Meghalaya", "Mizoram", "Nagaland", "Odisha", "Puducherry", "Punjab", "Rajasthan", "Sikkim",
    "Tamil Nadu", "Telangana", "Tripura", "Uttar Pradesh", "Uttarakhand", "West Bengal", "Chandigarh", "Ladakh",
    "Lakshadweep",
)  # fmt: skip


class UnknownShapeError(ValueError):
    """A row that no known listing writes; names file, line and the fields seen."""


def _listing(row: Row) -> ImportedRecord:
    return _record(
        row["slug"],
        row["schemeName"],
        row["briefDescription"],
        states=row["beneficiaryState"] or [],
        tags=[*(row["tags"] or []), *(row["schemeCategory"] or []), row["schemeShortTitle"] or ""],
        url=_PORTAL + row["slug"],
    )


def _summarised(row: Row) -> ImportedRecord:
    sections = {
        Section.BENEFITS: row.get("benefits"),
        Section.ELIGIBILITY: row.get("eligibility"),
        Section.HOW_TO_APPLY: row.get("application_process"),
    }
    return _record(
        row["slug"],
        row["name"],
        row["description"],
        sections=sections,
        url=row.get("apply_link"),
        states=_named_states(row),
    )


def _detailed(row: Row) -> ImportedRecord:
    sections = {
        Section.BENEFITS: row.get("benefits"),
        Section.ELIGIBILITY: row.get("eligibility_criteria"),
        Section.HOW_TO_APPLY: row.get("application_process"),
        Section.DOCUMENTS: row.get("documents_required"),
    }
    url = row.get("scheme_link")
    return _record(
        _slug(url, row["scheme_name"]),
        row["scheme_name"],
        row["details"],
        sections=sections,
        tags=row.get("tags") or [],
        url=url,
        states=row.get("beneficiaryState") or _named_states(row),
    )


def _titled(row: Row) -> ImportedRecord:
    sections = {
        Section.BENEFITS: row.get("Benefits"),
        Section.ELIGIBILITY: row.get("Eligibility"),
        Section.HOW_TO_APPLY: row.get("Application Process"),
        Section.DOCUMENTS: row.get("Documents"),
    }
    tags = [tag.strip() for tag in str(row.get("Category") or "").split(",") if tag.strip()]
    url = row.get("Source URL")
    return _record(
        _slug(url, row["Scheme Name"]),
        row["Scheme Name"],
        row["Description"],
        sections=sections,
        tags=tags,
        url=url,
        states=_named_states(row),
    )


SHAPES: tuple[tuple[str, Callable[[Row], ImportedRecord]], ...] = (
    ("briefDescription", _listing),
    ("Scheme Name", _titled),
    ("scheme_name", _detailed),
    ("name", _summarised),
)


def read(row: Row) -> ImportedRecord:
    """Raises UnknownShapeError when no shape fits or a needed field is missing."""
    for field, shape in SHAPES:
        if field in row:
            try:
                return shape(row)
            except (KeyError, TypeError) as error:
                raise UnknownShapeError(f"looks like a listing with {field!r} but lacks {error}") from error
    raise UnknownShapeError(
        f"fields {sorted(row)} belong to no known listing; add a shape to knowledge/import_listing.py"
    )


def import_file(file: Path, folder: Path) -> tuple[int, list[str]]:
    """Writes the sound rows and returns their number and what was wrong with the others."""
    records: dict[str, ImportedRecord] = {}
    problems: list[str] = []
    for number, line in tqdm(_lines(file), desc=file.name, unit=" schemes", disable=None):
        try:
            record = read(json.loads(line))
            records[record.id] = record
        except (ValueError, AttributeError) as error:
            problems.append(f"{file.name}, line {number}: {error}")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file.stem}.jsonl"
    aside = target.with_suffix(".part")
    aside.write_text("".join(record.model_dump_json() + "\n" for record in records.values()), encoding="utf-8")
    aside.replace(target)
    return len(records), problems


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """Number and text of each line that is not empty."""
    with file.open(encoding="utf-8") as lines:
        yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _record(
    slug: str,
    name: str,
    summary: object,
    *,
    states: Iterable[str] = (),
    tags: Iterable[str] = (),
    sections: dict[Section, object] | None = None,
    url: str | None = None,
) -> ImportedRecord:
    texts = {section: text for section, value in (sections or {}).items() if (text := _plain(value))}
    return ImportedRecord(
        id="imported_" + re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_"),
        name=_plain(name),
        summary=_plain(summary) or _plain(name),
        states=list(states),
        tags=[tag for tag in tags if tag],
        sections=texts,
        url=url,
        origin="myScheme",
    )


def _plain(value: object) -> str:
    if isinstance(value, dict):
        value = "\n".join(f"{key}: {_plain(part)}" for key, part in value.items())
    if isinstance(value, list):
        value = "\n".join(_plain(part) for part in value)
    return re.sub(r"[ \t]+", " ", str(value or "")).strip()[:_LONGEST]


def _slug(url: str | None, name: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[-1] if url else name


def _named_states(row: Row) -> list[str]:
    """States that a full text names in its ministry, title or first words; all of India when it names none."""
    fields = ("ministry", "Ministry", "name", "scheme_name", "Scheme Name", "description", "details", "Description")
    opening = " ".join(_plain(row.get(field))[:400] for field in fields)
    named = [state for state in _STATES if state in opening]
    return named or [EVERYWHERE]


def main(arguments: list[str]) -> int:
    if not arguments:
        print(__doc__)
        return 2
    failed = False
    for name in arguments:
        file = Path(name)
        if not file.is_file():
            print(f"{name}: no such file")
            return 2
        count, problems = import_file(file, import_folder())
        print(f"{file.name}: {count} schemes brought in, {len(problems)} rows left out")
        for problem in problems[:20]:
            print(f"  {problem}")
        failed = failed or not count
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
