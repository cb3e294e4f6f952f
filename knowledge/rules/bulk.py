"""Verdicts of many profiles over all records, for portal staff.

`python -m knowledge.rules.bulk PROFILES [--into verdicts.csv] [--only ID,ID] [--day 2026-12-31]`

PROFILES is .jsonl (one object of facts a line) or .csv (a fact a column; an empty cell is unknown, several values of
one fact have | between). A fact `id` is carried over, after a ' where a spreadsheet would take it as a formula. The CSV
written has a row a profile and a column a record: E is eligible, N not eligible, M more facts are needed, P possibly.
How many of each, and the throughput, are printed. A bad line ends it with status 2, its number and the remedy; nothing
is written then.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from knowledge.loader import load_folder
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.matrix import OUTCOMES, outcomes
from knowledge.rules.program import Program
from knowledge.rules.schema import FactType
from knowledge.rules.values import Catalogue, FactValue, read_facts

CHUNK = 2_000
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_LETTER = {"eligible": "E", "not_eligible": "N", "need_more": "M", "possibly": "P"}
_LETTERS = np.array([_LETTER[outcome] for outcome in OUTCOMES])
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


class BadProfile(Exception):
    """A line that cannot be used; says which, why, and what to do."""


def read_profiles(file: Path, catalogue: Catalogue) -> Iterator[tuple[str, dict[str, FactValue]]]:
    """Each profile's id (its line number if it has none) and facts. Raises BadProfile."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = _csv_rows(opened, catalogue) if file.suffix == ".csv" else _json_rows(opened)
        for number, row in rows:
            try:
                name = str(row.pop("id", number))
                yield name, read_facts(row, catalogue)
            except ValueError as error:
                raise BadProfile(f"{file.name}, line {number}: {error}") from error


def _json_rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadProfile(f"line {number}: not JSON ({error}); write one object of facts a line") from error
        if not isinstance(row, dict):
            raise BadProfile(f'line {number}: not an object; write facts by name, such as {{"age": 35}}')
        yield number, row


def _csv_rows(lines: Iterable[str], catalogue: Catalogue) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(lines)
    for row in reader:
        given = {name: text.strip() for name, text in row.items() if name and text and text.strip()}
        yield reader.line_num, {name: _cell(catalogue.get(name), text) for name, text in given.items()}


def _cell(fact: FactType | None, text: str) -> Any:
    """The text as the fact's kind of value, or as it is: then read_facts says what is wrong."""
    if fact is None:
        return text
    if fact.kind == "flag":
        return _TRUTHS.get(text.lower(), text)
    if fact.kind == "choice":
        return text.split("|")
    try:
        return text if fact.kind == "date" else float(text)
    except ValueError:
        return text


class Verdicts:
    """Counts what is found, and writes it when a file is given."""

    def __init__(self, program: Program, wanted: Sequence[str]) -> None:
        self._program = program
        self.names = list(wanted or program.rules)
        self.counts = np.zeros((len(self.names), len(OUTCOMES)), dtype=np.int64)

    def rows(self, profiles: Sequence[tuple[str, Mapping[str, FactValue]]]) -> list[list[str]]:
        """A row for each of some profiles: its id and one letter a record."""
        found = outcomes(self._program, self._program.encode_many([facts for _, facts in profiles]))
        codes = np.stack([found[name] for name in self.names])
        for outcome in range(len(OUTCOMES)):
            self.counts[:, outcome] += (codes == outcome).sum(axis=1)
        letters = _LETTERS[codes].T.tolist()
        return [[_as_text(name), *row] for (name, _), row in zip(profiles, letters, strict=True)]


def _as_text(name: str) -> str:
    """As a cell that a spreadsheet shows and does not reckon."""
    return f"'{name}" if name.startswith(_FORMULA) else name


def run(file: Path, program: Program, wanted: Sequence[str] = (), into: Path | None = None) -> tuple[Verdicts, int]:
    """The verdicts and how many profiles there were. Raises BadProfile, and then leaves no file behind."""
    verdicts, number = Verdicts(program, wanted), 0
    profiles = read_profiles(file, program.catalogue)
    total = _lines_of(file)
    part = into.with_name(into.name + ".part") if into else None
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=Console(stderr=True)) as progress, _table(part, verdicts.names) as write:
            task = progress.add_task("Profiles", total=total)
            while chunk := list(islice(profiles, CHUNK)):
                write(verdicts.rows(chunk))
                number += len(chunk)
                progress.advance(task, len(chunk))
    except BadProfile:
        if part:
            part.unlink(missing_ok=True)
        raise
    if part and into:
        part.replace(into)
    return verdicts, number


def _lines_of(file: Path) -> int:
    with file.open("rb") as opened:
        return sum(1 for _ in opened)


@contextmanager
def _table(file: Path | None, names: Sequence[str]) -> Iterator[Callable[[list[list[str]]], None]]:
    """Writes rows into the file; drops them when there is none."""
    if file is None:
        yield lambda rows: None
        return
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["id", *names])
        yield writer.writerows


def summary(verdicts: Verdicts, number: int, seconds: float) -> Iterator[str]:
    """Lines to print."""
    yield f"{'record':32}" + "".join(f"{outcome:>14}" for outcome in OUTCOMES)
    for name, counts in zip(verdicts.names, verdicts.counts.tolist(), strict=True):
        yield f"{name:32}" + "".join(f"{count:>14,}" for count in counts)
    made = number * len(verdicts.names)
    yield f"{number:,} profiles x {len(verdicts.names)} records in {seconds:.1f} s"
    if number:
        yield f"{number / seconds:,.0f} profiles/s, {made / seconds:,.0f} verdicts/s"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m knowledge.rules.bulk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("profiles", type=Path)
    parser.add_argument("--into", type=Path, help="the CSV to write")
    parser.add_argument("--only", default="", help="ids of records, with commas between")
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="the day the rules are read for")
    asked = parser.parse_args(arguments)
    program = Program(load_folder().values(), load_catalogue(), asked.day)
    wanted = [name for name in asked.only.split(",") if name]
    try:
        if unknown := [name for name in wanted if name not in program.rules]:
            raise BadProfile(f"no record with rules is called {', '.join(unknown)}; the ids stand in knowledge/records")
        began = time.perf_counter()
        verdicts, number = run(asked.profiles, program, wanted, asked.into)
    except (BadProfile, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(*summary(verdicts, number, time.perf_counter() - began), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
