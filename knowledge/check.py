"""Command: check records, their rules and examples, and say what to mend. `python -m knowledge.check [FILE ...]`.

Without files: all records and all facts.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from knowledge.loader import RECORDS, load_file, load_folder
from knowledge.problems import RecordError
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.coverage import coverage_problems
from knowledge.rules.soundness import problems_of
from knowledge.rules.values import Catalogue
from knowledge.schema import Record


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 1 if anything is to be mended."""
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.check", description="Check records, their rules and examples, and say what to mend."
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="records; without any, all and all facts")
    files: list[Path] = parser.parse_args(arguments).files
    errors: list[RecordError] = []
    try:
        catalogue = load_catalogue()
        records = _named(files, errors) if files else load_folder(RECORDS)
        errors += _rule_errors(records, catalogue)
    except ExceptionGroup as group:
        errors += [error for error in group.exceptions if isinstance(error, RecordError)]
    for found in errors:
        print(found)
    if not errors and not files:
        examples = sum(len(record.examples) for record in records.values())
        print(f"{len(records)} records are sound, with {examples} example profiles; {len(catalogue)} facts")
    return 1 if errors else 0


def _named(files: Sequence[Path], errors: list[RecordError]) -> dict[str, Record]:
    records = {}
    for file in files:
        try:
            record = load_file(file)
            records[record.id] = record
        except RecordError as error:
            errors.append(error)
        except OSError as error:
            errors.append(RecordError(file, [f"not readable: {error.strerror}; give the path of a record"]))
    return records


def _rule_errors(records: dict[str, Record], catalogue: Catalogue) -> list[RecordError]:
    return [
        RecordError(Path(f"{record.id}.yaml"), problems)
        for record in records.values()
        if (problems := problems_of(record, catalogue) or coverage_problems(record, catalogue))
    ]


if __name__ == "__main__":
    sys.exit(main())
