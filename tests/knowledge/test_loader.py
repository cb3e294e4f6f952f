from pathlib import Path

import pytest

from knowledge import check
from knowledge.loader import load_folder
from tests.knowledge.made import write


def test_a_folder_is_read_by_id_in_file_order(tmp_path: Path) -> None:
    for name in ("talab", "kuan", "nahar"):
        write(tmp_path, name)
    assert list(load_folder(tmp_path)) == ["kuan", "nahar", "talab"]


def test_errors_of_all_files_come_together(tmp_path: Path) -> None:
    write(tmp_path, "kuan", state="open")
    write(tmp_path, "nahar")
    write(tmp_path, "talab", level="village")
    with pytest.raises(ExceptionGroup) as group:
        load_folder(tmp_path)
    assert [str(error).split(":")[0] for error in group.value.exceptions] == ["kuan.yaml", "talab.yaml"]


def test_one_subject_has_one_record(tmp_path: Path) -> None:
    write(tmp_path, "kuan", same_as=["well"])
    write(tmp_path, "talab", same_as=["well"])
    with pytest.raises(ExceptionGroup) as group:
        load_folder(tmp_path)
    (error,) = group.value.exceptions
    assert str(error) == "talab.yaml: same_as: well already belongs to kuan; keep it in one record"


def test_a_second_name_may_not_be_another_records_id(tmp_path: Path) -> None:
    write(tmp_path, "kuan", same_as=["talab"])
    write(tmp_path, "talab")
    with pytest.raises(ExceptionGroup) as group:
        load_folder(tmp_path)
    assert "same_as: talab already belongs to talab" in str(group.value.exceptions[0])


def test_a_related_record_must_exist_under_some_name(tmp_path: Path) -> None:
    write(tmp_path, "kuan", same_as=["well"])
    write(tmp_path, "talab", related=["well", "nadi"])
    with pytest.raises(ExceptionGroup) as group:
        load_folder(tmp_path)
    (error,) = group.value.exceptions
    assert str(error) == "talab.yaml: related: no record nadi; correct the id or remove it"


def test_the_check_prints_what_to_mend_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound, unsound = write(tmp_path, "kuan"), write(tmp_path, "talab", state="open")
    assert check.main([str(sound), str(unsound)]) == 1
    assert capsys.readouterr().out.startswith("talab.yaml: state: ")


def test_the_check_of_sound_files_is_silent_and_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([str(write(tmp_path))]) == 0
    assert capsys.readouterr().out == ""


def test_the_check_without_files_reads_the_whole_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([]) == 0
    assert "records are sound" in capsys.readouterr().out
