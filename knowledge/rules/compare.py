"""What changed rules do, before they are published: to every example, and to a sample of synthetic households.

`python -m knowledge.rules.compare OLD [--records FOLDER] [--households 10000] [--only ID,ID]`

OLD is a git revision of this repository, or a folder of record files; compared with the records as they stand now.
Status 2 when either cannot be read.
"""

import argparse
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.loader import RECORDS, load_folder
from knowledge.rules.catalogue import FACTS, load_catalogue
from knowledge.rules.changes import Changed, Shift, Version, changed_examples, outcome_of, shifts
from knowledge.rules.evaluate import Verdict
from knowledge.rules.explain import read_back, told_by
from knowledge.rules.values import Catalogue

_ROOT = Path(__file__).parents[2]
_PARTS = ("knowledge/records", "knowledge/rules/facts")


def read_version(source: str | Path, catalogue: Catalogue | None = None, root: Path = _ROOT) -> Version:
    """Of a folder of records, or a git revision of the repository at `root`. Raises ExceptionGroup of RecordError,
    ValueError for neither.
    """
    if Path(source).is_dir():
        facts = Path(source).parent / "rules" / "facts"
        return Version(load_folder(Path(source)), catalogue or load_catalogue(facts if facts.is_dir() else FACTS))
    with TemporaryDirectory() as folder:
        _unpack(str(source), root, Path(folder))
        return read_version(Path(folder) / "knowledge" / "records")


def _unpack(revision: str, root: Path, folder: Path) -> None:
    command = ["git", "-C", str(root), "archive", "--format=zip", revision, "--", *_PARTS]
    archived = subprocess.run(command, capture_output=True, check=False)
    if archived.returncode:
        raise ValueError(
            f"{revision} is no folder and no git revision with records: {archived.stderr.decode().strip()}"
        )
    with zipfile.ZipFile(BytesIO(archived.stdout)) as archive:
        archive.extractall(folder)


def reason(changed: Changed, catalogue: Catalogue) -> str:
    """The facts that the rule looks at, and the condition by which the verdicts differ."""
    shown = {fact for verdict in (changed.old, changed.new) for fact in _looked_at(verdict)}
    facts = ", ".join(read_back(name, value, catalogue, "en") for name, value in changed.facts.items() if name in shown)
    words = [
        f"{version}: {finding.condition.says.en if finding.condition.says else finding.facts[0]}"
        for version, verdict in (("then failed", changed.old), ("now fails", changed.new))
        for finding in (verdict.failed if verdict else ())
    ]
    return f"{facts}; {'; '.join(words) or 'nothing fails'}"


def _looked_at(verdict: Verdict | None) -> list[str]:
    if verdict is None:
        return []
    return [name for finding in (*verdict.failed, *verdict.doubtful, *verdict.open) for name in told_by(finding)]


def report(examples: Sequence[Changed], moved: Sequence[Shift], households: int, catalogue: Catalogue) -> Iterator[str]:
    """Lines to print."""
    yield f"Examples whose verdict changes: {len(examples)}"
    for changed in examples:
        old, new = outcome_of(changed.old), outcome_of(changed.new)
        yield f"  {changed.record}: {old} -> {new} ({reason(changed, catalogue)})"
    yield f"Of {households:,} synthetic households, verdicts that change: {sum(shift.number for shift in moved):,}"
    for shift in moved:
        yield f"  {shift.record}: {shift.old} -> {shift.new}: {shift.number:,}"
        yield from (f"    such as {reason(changed, catalogue)}" for changed in shift.samples)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m knowledge.rules.compare", description=__doc__)
    parser.add_argument("old", help="a git revision, or a folder of record files")
    parser.add_argument("--records", type=Path, default=RECORDS, help="the changed records; those of this checkout")
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--only", default="", help="ids of records, with commas between")
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="the day the rules are read for")
    asked = parser.parse_args(arguments)
    try:
        new = read_version(asked.records, load_catalogue())
        old = read_version(asked.old, new.catalogue if Path(asked.old).is_dir() else None)
    except (ExceptionGroup, ValueError) as error:
        print(*(getattr(error, "exceptions", None) or [error]), sep="\n", file=sys.stderr)
        return 2
    wanted = [name for name in asked.only.split(",") if name]
    if unknown := [name for name in wanted if name not in old.records | new.records]:
        print(f"no record {', '.join(unknown)}", file=sys.stderr)
        return 2
    examples = changed_examples(old, new, wanted)
    moved = shifts(old, new, asked.day, asked.households, wanted)
    print(*report(examples, moved, asked.households, new.catalogue), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
