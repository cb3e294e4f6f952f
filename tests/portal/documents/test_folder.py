from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from portal.documents.folder import FileGone, Folder
from tests.portal.papers import pdf

CONTENT = pdf("Rukmini Devi")


def files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()]


def test_a_file_is_read_again_with_its_key(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    written = folder.write(CONTENT)
    assert folder.read(written.name, written.key) == CONTENT


def test_a_file_lies_encrypted_under_a_name_that_nobody_can_guess_and_only_its_owner_reads(tmp_path: Path) -> None:
    names = {Folder(tmp_path).write(CONTENT).name for _ in range(3)}
    assert len(names) == 3
    for file in files(tmp_path):
        assert len(file.name) == 32
        assert file.stat().st_mode & 0o077 == 0
        assert b"PDF" not in file.read_bytes()


def test_another_key_and_another_files_content_open_nothing(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first, second = folder.write(CONTENT), folder.write(CONTENT)
    with pytest.raises(FileGone):
        folder.read(first.name, second.key)
    places = {file.name: file for file in files(tmp_path)}
    places[first.name].write_bytes(places[second.name].read_bytes())
    with pytest.raises(FileGone):
        folder.read(first.name, second.key)


def test_a_changed_file_is_not_read(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    written = folder.write(CONTENT)
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(FileGone):
        folder.read(written.name, written.key)


def test_a_file_that_is_not_there_is_gone(tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        Folder(tmp_path / "none").read("0" * 32, "")


def test_only_settled_files_count_as_old(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    old, _ = folder.write(CONTENT), folder.write(CONTENT)
    before = time.time() - 7200
    os.utime(tmp_path / old.name[:2] / old.name, (before, before))
    assert list(folder.older_than(3600)) == [old.name]
    folder.delete([old.name, "f" * 32])
    assert list(folder.older_than(-1)) != []
    assert old.name not in folder.older_than(-1)
