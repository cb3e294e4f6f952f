"""All facts that rules may ask about, read from facts/*.yaml; every error names the file, the fact and the remedy."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from knowledge.files import files
from knowledge.problems import RecordError, describe
from knowledge.rules.schema import FactType
from knowledge.rules.values import read_value

FACTS = Path(__file__).parent / "facts"


def load_catalogue(folder: Path = FACTS) -> dict[str, FactType]:
    """Facts by id, in file order. Raises ExceptionGroup of RecordError."""
    facts: dict[str, FactType] = {}
    defined_in: dict[str, Path] = {}
    errors: list[RecordError] = []
    for file in files(folder, ".yaml"):
        problems = []
        for name, fact in _read(file, errors).items():
            if name in defined_in:
                problems.append(f"{name}: already defined in {defined_in[name].name}; keep it in one file")
                continue
            try:
                facts[name], defined_in[name] = FactType.model_validate(fact), file
            except ValidationError as error:
                problems += [f"{name}.{describe(detail)}" for detail in error.errors()]
        if problems:
            errors.append(RecordError(file, problems))
    errors += [RecordError(defined_in[name], problems) for name in facts if (problems := _implied(name, facts))]
    if errors:
        raise ExceptionGroup(f"{len(errors)} facts files have errors", errors)
    return facts


def _read(file: Path, errors: list[RecordError]) -> dict[str, Any]:
    try:
        data: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        errors.append(RecordError(file, [f"not readable as YAML: {error}; quote texts that contain ': '"]))
        return {}
    return data


def _implied(name: str, facts: dict[str, FactType]) -> list[str]:
    problems = []
    for implication in facts[name].implies:
        for other, value in implication.then.items():
            if other not in facts:
                problems.append(f"{name}.implies: no fact {other}; correct its name or define it")
                continue
            try:
                read_value(other, facts[other], value)
            except ValueError as error:
                problems.append(f"{name}.implies: {error}")
    return problems
