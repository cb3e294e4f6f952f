from pathlib import Path

from knowledge.files import files


def test_files_come_in_order_without_hidden_ones_and_other_kinds(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml", ".#a.yaml", "a.yaml~", "c.jsonl", "notes.txt"):
        (tmp_path / name).touch()
    assert [file.name for file in files(tmp_path, ".yaml", ".jsonl")] == ["a.yaml", "b.yaml", "c.jsonl"]
    assert files(tmp_path / "nowhere", ".yaml") == []
