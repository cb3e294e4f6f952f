"""Command: check record files and say what to mend. `python -m knowledge.check [FILE ...]`."""

import sys
from pathlib import Path

from knowledge.loader import RECORDS, RecordError, load_file, load_folder


def main(arguments: list[str]) -> int:
    errors: list[RecordError] = []
    if not arguments:
        try:
            print(f"{len(load_folder(RECORDS))} records are sound")
        except ExceptionGroup as group:
            errors = [error for error in group.exceptions if isinstance(error, RecordError)]
    for name in arguments:
        try:
            load_file(Path(name))
        except RecordError as error:
            errors.append(error)
    for found in errors:
        print(found)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
