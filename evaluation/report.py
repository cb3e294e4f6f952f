"""The report for machines: REPORT=out.json."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.errors import CannotEvaluate
from evaluation.rates import Rate, rate, rates_by, wrong_topics
from evaluation.run import Result, Results

QUESTION_GROUPS = ("kind", "lang", "channel", "section")
CONVERSATION_GROUPS = ("theme", "lang", "channel")


def report(results: Results) -> dict[str, Any]:
    """The form is that of design §4; a rate is a number from 0 to 1, null when nothing was counted."""
    questions = _part(results.questions, QUESTION_GROUPS)
    return {
        "overall": rate(results.all()).value,
        "questions": {**questions, "wrong_topic_stated_confidently": wrong_topics(results.questions).value},
        "conversations": _part(results.conversations, CONVERSATION_GROUPS),
        "items": [_item(result) for result in results.all()],
    }


def prepare(file: Path) -> None:
    """Find out that a report cannot be written before measuring, not after. Raises CannotEvaluate."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        new = not file.exists()
        with file.open("a"):
            pass
        if new:
            file.unlink()
    except OSError as error:
        raise CannotEvaluate(f"{file}: the report cannot be written: {error.strerror}") from error


def write(file: Path, results: Results) -> None:
    """Write the report."""
    file.write_text(json.dumps(report(results), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _part(results: Sequence[Result], groups: Sequence[str]) -> dict[str, Any]:
    by = {group: {name: _counted(part) for name, part in rates_by(results, group).items()} for group in groups}
    return {"rate": rate(results).value, "by": by}


def _counted(part: Rate) -> dict[str, Any]:
    return {"rate": part.value, "passed": part.passed, "total": part.total}


def _item(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "passed": result.passed,
        "why": "; ".join(result.misses),
        "expected": result.expected,
        "got": result.got,
    }
