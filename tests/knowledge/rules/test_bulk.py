import csv
import json
from pathlib import Path

import pytest

from knowledge.rules.bulk import main

PROFILES = [
    '{"id": "a", "age": 35, "gender": "female", "marital_status": "widowed", "residence": true, "taxpayer": false, '
    '"govt_job": false, "other_pension": false, "samagra_id": true}',
    '{"id": "b", "gender": "male"}',
    '{"gender": "female"}',
]


def verdicts(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8") as opened:
        return {row.pop("id"): row for row in csv.DictReader(opened)}


def test_every_profile_gets_a_letter_for_every_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiles, into = tmp_path / "people.jsonl", tmp_path / "verdicts.csv"
    profiles.write_text("\n".join(PROFILES), encoding="utf-8")
    assert main([str(profiles), "--into", str(into), "--day", "2026-11-27"]) == 0
    found = verdicts(into)
    assert [found[name]["kalyani_pension"] for name in ("a", "b", "3")] == ["E", "N", "M"]
    assert len(found["a"]) > 100
    assert "3 profiles" in capsys.readouterr().out


def test_a_csv_gives_facts_as_people_write_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiles, into = tmp_path / "people.csv", tmp_path / "verdicts.csv"
    profiles.write_text("id,age,occupation,area,bpl\nx,30,farmer|street_vendor,urban,yes\ny,,,,\n", encoding="utf-8")
    assert main([str(profiles), "--into", str(into), "--only", "jal_jeevan,pm_svanidhi"]) == 0
    assert verdicts(into) == {
        "x": {"jal_jeevan": "N", "pm_svanidhi": "M"},
        "y": {"jal_jeevan": "M", "pm_svanidhi": "M"},
    }


@pytest.mark.parametrize("name", ["=HYPERLINK(0)", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_an_id_cannot_become_a_formula_of_a_spreadsheet(tmp_path: Path, name: str) -> None:
    profiles, into = tmp_path / "people.jsonl", tmp_path / "verdicts.csv"
    profiles.write_text(json.dumps({"id": name, "age": 35}), encoding="utf-8")
    assert main([str(profiles), "--into", str(into), "--only", "kalyani_pension"]) == 0
    assert list(verdicts(into)) == [f"'{name}"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("p.jsonl", '{"age": 5}\n{"age": "old"}', "line 2"),
        ("p.jsonl", '{"age": 5}\nage=6', "line 2: not JSON"),
        ("p.jsonl", "[1]", "line 1: not an object"),
        ("p.jsonl", '{"shoe_size": 5}', "shoe_size"),
        ("p.csv", "age\nfifty\n", "line 2"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, says: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert main([str(tmp_path / name), "--into", str(tmp_path / "verdicts.csv")]) == 2
    assert says in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_an_unknown_record_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.jsonl").write_text("{}", encoding="utf-8")
    assert main([str(tmp_path / "p.jsonl"), "--only", "no_such"]) == 2
    assert "no_such" in capsys.readouterr().err
