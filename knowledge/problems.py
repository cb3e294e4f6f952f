"""What is wrong with a knowledge file, in words that say what to do."""

from pathlib import Path
from typing import Any

_REMEDIES = {
    "missing": "add this field",
    "extra_forbidden": "remove this field, or correct its spelling",
    "literal_error": "use one of the listed values",
    "string_pattern_mismatch": "write it in the form shown",
    "too_short": "add more entries",
}


class RecordError(Exception):
    """A record or facts file that cannot be used."""

    def __init__(self, file: Path, problems: list[str]) -> None:
        super().__init__("\n".join(f"{file.name}: {problem}" for problem in problems))
        self.file = file
        self.problems = problems


def describe(detail: Any) -> str:
    """One pydantic error as field, message and remedy."""
    field = ".".join(str(part) for part in detail["loc"]) or "record"
    remedy = _REMEDIES.get(detail["type"])
    return f"{field}: {detail['msg']}" + (f"; {remedy}" if remedy else "")
