"""Reads record files; every error names the file, the field and the remedy."""

import os
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.files import files
from knowledge.problems import RecordError as RecordError
from knowledge.problems import describe
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.soundness import rule_problems
from knowledge.schema import Record

RECORDS = Path(os.environ.get("RECORDS_FOLDER") or Path(__file__).parent / "records")


def load_file(file: Path) -> Record:
    """Raises RecordError."""
    try:
        data: Any = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise RecordError(file, [f"not readable: {error.strerror}; restore it, or remove it for good"]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RecordError(
            file, [f"not readable as YAML: {error}; quote texts that contain ': ' or begin with a symbol"]
        ) from error
    try:
        record = Record.model_validate(data)
    except ValidationError as error:
        raise RecordError(file, [describe(detail) for detail in error.errors()]) from error
    if record.id != file.stem:
        raise RecordError(file, [f"id: {record.id!r} differs from the file's name; rename one of them"])
    return record


def load_folder(folder: Path = RECORDS) -> dict[str, Record]:
    """All records by id, in file order. Raises ExceptionGroup of RecordError."""
    records: dict[str, Record] = {}
    errors: list[RecordError] = []
    for file in files(folder, ".yaml"):
        try:
            record = load_file(file)
            records[record.id] = record
        except RecordError as error:
            errors.append(error)
    errors += _reference_errors(folder, records) + _rule_errors(folder, records)
    if errors:
        raise ExceptionGroup(f"{len(errors)} record files have errors", errors)
    return records


def _rule_errors(folder: Path, records: dict[str, Record]) -> list[RecordError]:
    catalogue = load_catalogue()
    found = ((record.id, rule_problems(record, catalogue)) for record in records.values())
    return [RecordError(folder / f"{name}.yaml", problems) for name, problems in found if problems]


def _reference_errors(folder: Path, records: dict[str, Record]) -> list[RecordError]:
    owner: dict[str, str] = {name: name for name in records}
    errors = []
    for record in records.values():
        for other in record.same_as:
            if other in owner:
                message = f"same_as: {other} already belongs to {owner[other]}; keep it in one record"
                errors.append(RecordError(folder / f"{record.id}.yaml", [message]))
            owner[other] = record.id
    for record in records.values():
        unknown = [other for other in record.related if other not in owner]
        if unknown:
            message = f"related: no record {', '.join(unknown)}; correct the id or remove it"
            errors.append(RecordError(folder / f"{record.id}.yaml", [message]))
    return errors
