"""What a changed rule does: compared by folders of records, and with a git revision."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.changes import Version, changed_examples, shifts
from knowledge.rules.compare import main, read_version
from knowledge.rules.schema import Example
from tests.knowledge.made import record, write

DAY = date(2026, 11, 27)
FACTS = load_catalogue()


def rules(limit: int) -> list[dict[str, Any]]:
    says = {"hi": f"उम्र {limit} साल तक हो", "en": f"is up to {limit}"}
    return [{"complete": True, "conditions": [{"fact": "age", "to": limit, "says": says}]}]


def version(limit: int, *ages: int) -> Version:
    examples = [Example.model_validate({"facts": {"age": age}, "verdict": "eligible"}) for age in ages]
    made = record(rules=rules(limit)).model_copy(update={"examples": examples})
    return Version({"kuan": made}, FACTS)


def test_examples_of_both_versions_are_tried_and_those_that_change_are_named() -> None:
    changed = changed_examples(version(40, 40, 41, 50), version(45, 41, 46))
    assert [(one.facts["age"], one.old and one.old.outcome, one.new and one.new.outcome) for one in changed] == [
        (41.0, "not_eligible", "eligible")
    ]


def test_a_record_that_is_new_or_gone_has_no_verdict_on_the_other_side() -> None:
    (changed,) = changed_examples(Version({}, FACTS), version(40, 30))
    assert changed.old is None
    assert changed.new is not None


def test_households_are_counted_by_what_their_verdict_was_and_is() -> None:
    (shift,) = shifts(version(40), version(45), DAY, 500)
    assert (shift.record, shift.old, shift.new) == ("kuan", "not_eligible", "eligible")
    assert 0 < shift.number < 500
    assert {sample.facts["age"] for sample in shift.samples} <= {41.0, 42.0, 43.0, 44.0, 45.0}


def test_unchanged_rules_change_nothing() -> None:
    assert changed_examples(version(40, 39, 41), version(40, 39, 41)) == []
    assert shifts(version(40), version(40), DAY, 100) == []


def test_the_command_compares_two_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = [{"facts": {"age": 43}, "verdict": "not_eligible"}]
    write(tmp_path / "old", rules=rules(40), examples=example)
    write(tmp_path / "new", rules=rules(45), examples=example)
    assert main([str(tmp_path / "old"), "--records", str(tmp_path / "new"), "--households", "200"]) == 0
    told = capsys.readouterr().out
    assert "kuan: not_eligible -> eligible (age: 43; then failed: is up to 40)" in told
    assert "synthetic households" in told


def test_a_git_revision_can_be_compared_with(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge" / "records"
    folder.parent.mkdir()
    write(folder, rules=rules(40))
    facts = tmp_path / "knowledge" / "rules" / "facts"
    facts.mkdir(parents=True)
    own = Path(__file__).parents[3] / "knowledge" / "rules" / "facts"
    for file in own.glob("*.yaml"):
        (facts / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "rules"], check=True)
    write(folder, rules=rules(45))
    old = read_version("HEAD", root=tmp_path)
    assert old.records["kuan"].rules[0].conditions[0].model_dump()["to"] == 40


def test_what_is_neither_folder_nor_revision_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-thing", "--households", "1"]) == 2
    assert "no-such-thing is no folder and no git revision" in capsys.readouterr().err
