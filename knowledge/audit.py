"""Command: what in the knowledge wants an editor's eye. `python -m knowledge.audit [--older-than YEARS]`.

Lists stale records, records without a public source, facts that no source confirms, and texts of one language only.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.loader import load_folder
from knowledge.schema import Record, Text


@dataclass(frozen=True)
class Finding:
    """`kind`: stale, unsourced or one_language; `field` is the path inside the record."""

    record: str
    kind: str
    field: str
    detail: str


def findings(record: Record, today: date, older_than: int) -> Iterator[Finding]:
    """What of one record to look at."""
    year = int((record.as_of or "0")[:4])
    if today.year - year >= older_than:
        yield Finding(record.id, "stale", "as_of", f"facts of {record.as_of or 'no known year'}")
    if not any(source.url for source in record.sources):
        yield Finding(record.id, "unsourced", "sources", "no source with an address")
    for name, section in record.sections.items():
        for number, fact in enumerate(section.facts):
            if not fact.sure:
                yield Finding(record.id, "unsourced", f"sections.{name}.facts.{number}", fact.en)
    for field, text in _texts(record, ""):
        if text.hi.strip() == text.en.strip():
            yield Finding(record.id, "one_language", field, text.en)


def _texts(value: Any, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _texts(part, f"{path}.{number}")
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name), f"{path}.{name}".strip("."))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--older-than", type=int, default=2, metavar="YEARS", help="years after which facts are stale (2)"
    )
    older_than = parser.parse_args(arguments).older_than
    records = load_folder()
    found = [finding for record in records.values() for finding in findings(record, date.today(), older_than)]
    for finding in found:
        print(f"{finding.kind:13} {finding.record}: {finding.field}: {finding.detail}")
    counts = {kind: sum(finding.kind == kind for finding in found) for kind in ("stale", "unsourced", "one_language")}
    print(f"{len(records)} records; " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
