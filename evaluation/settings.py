"""What is measured, from the command line or the surroundings."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.errors import CannotEvaluate
from evaluation.through import THROUGH

PUBLIC = Path(__file__).parent / "data" / "public"


@dataclass(frozen=True)
class Settings:
    """No file of questions or conversations means none of them."""

    questions: Path | None
    conversations: Path | None
    report: Path | None
    least: float | None
    through: str | None = None


def decide(arguments: Sequence[str], surroundings: Mapping[str, str]) -> Settings:
    """An argument wins over a variable of the same name. Raises CannotEvaluate."""
    given = vars(_parser().parse_args(arguments))

    def value(name: str, default: str) -> str:
        chosen = given[name] if given[name] is not None else surroundings.get(name.upper(), default)
        return str(chosen).strip()

    return Settings(
        _file(value("questions", str(PUBLIC / "dev_questions.yaml"))),
        _file(value("conversations", str(PUBLIC / "dev_conversations.yaml"))),
        _file(value("report", "")),
        _least(value("min", "")),
        _through(value("through", "")),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evaluation",
        description="Measure how well the assistant answers. Each option is also read from the variable of its name.",
        epilog="Asks EVAL_URL (with INTERNAL_TOKEN) if set, else what `make run` runs, else a system of its own.",
    )
    parser.add_argument("--questions", metavar="FILE", help="YAML file of questions; empty for none")
    parser.add_argument("--conversations", metavar="FILE", help="YAML file of conversations; empty for none")
    parser.add_argument("--report", metavar="FILE", help="where to write the results as JSON")
    parser.add_argument("--min", metavar="RATE", help="exit with status 1 if the overall rate is below, such as 0.9")
    parser.add_argument(
        "--through", metavar="PROVIDER", help=f"reach a system of its own through one of {', '.join(THROUGH)}"
    )
    return parser


def _file(name: str) -> Path | None:
    return Path(name) if name else None


def _least(text: str) -> float | None:
    if not text:
        return None
    try:
        least = float(text)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise CannotEvaluate(f"MIN: {text!r} is not a rate; write a number from 0 to 1, such as 0.9")
    return least


def _through(name: str) -> str | None:
    if name and name not in THROUGH:
        raise CannotEvaluate(f"THROUGH: {name!r} is none of {', '.join(THROUGH)}")
    return name or None
