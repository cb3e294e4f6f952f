from pathlib import Path

import pytest

from knowledge.check import main
from knowledge.loader import RECORDS


def test_a_sound_record_is_passed_over_in_silence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(RECORDS / "kalyani_pension.yaml")]) == 0
    assert capsys.readouterr().out == ""


def test_what_cannot_be_read_is_named_beside_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: broken", encoding="utf-8")
    assert main([str(tmp_path / "missing.yaml"), str(tmp_path), str(broken)]) == 1
    said = capsys.readouterr().out
    assert "missing.yaml" in said
    assert "No such file" in said
    assert "Is a directory" in said
    assert "broken.yaml" in said


def test_it_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "FILE" in capsys.readouterr().out
