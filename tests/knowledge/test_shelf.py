from pathlib import Path

import pytest

from knowledge.base import Shelf
from knowledge.import_listing import import_file
from tests.knowledge.made import HashEncoder, both, write
from tests.knowledge.test_import_listing import LISTED, lines


@pytest.fixture
def folder(tmp_path: Path, imports: Path) -> Path:
    folder = tmp_path / "records"
    write(folder, "kuan")
    return folder


def nahar(folder: Path) -> Path:
    return write(
        folder,
        "nahar",
        name=both("नहर मरम्मत योजना", "Canal Repair Scheme"),
        short_name=both("नहर मरम्मत", "Canal Repair"),
        aliases={"hi": ["नहर", "नहर मरम्मत"], "latin": ["nahar", "canal repair", "nahar marammat"]},
    )


def best(shelf: Shelf, text: str) -> str:
    return shelf.current.topics.rank(text)[0].id


def test_a_new_record_is_found_after_refresh_without_restart(folder: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    assert best(shelf, "canal repair") == "kuan"
    nahar(folder)
    assert shelf.refresh()
    assert best(shelf, "canal repair") == "nahar"
    assert best(shelf, "नहर मरम्मत") == "nahar"


def test_a_refresh_without_changes_keeps_the_very_same_version(folder: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    before = shelf.current
    assert not shelf.refresh()
    assert shelf.current is before


def test_what_an_editor_leaves_beside_a_record_is_no_record(folder: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    (folder / ".#kuan.yaml").symlink_to("editor@host.1")
    assert not shelf.refresh()
    nahar(folder)
    assert shelf.refresh()
    assert sorted(shelf.current.records) == ["kuan", "nahar"]


def test_a_record_that_cannot_be_read_is_named_and_keeps_the_old_version(folder: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    nahar(folder).unlink()
    (folder / "nahar.yaml").symlink_to(folder / "gone")
    write(folder, "kuan", category="water")
    with pytest.raises(ExceptionGroup) as group:
        shelf.refresh()
    assert "nahar.yaml: not readable" in str(group.value.exceptions[0])


def test_an_unsound_file_keeps_the_old_version_until_it_is_mended(folder: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    before = shelf.current
    write(folder, "kuan", state="open")
    with pytest.raises(ExceptionGroup) as group:
        shelf.refresh()
    assert "kuan.yaml: state" in str(group.value.exceptions[0])
    assert shelf.current is before
    write(folder, "kuan", category="water")
    assert shelf.refresh()
    assert shelf.current.records["kuan"].category == "water"


def test_a_removed_record_is_gone(folder: Path) -> None:
    file = nahar(folder)
    shelf = Shelf(HashEncoder(), folder)
    file.unlink()
    assert shelf.refresh()
    assert "nahar" not in shelf.current.records
    assert best(shelf, "canal repair") == "kuan"


def test_an_imported_listing_is_taken_in_like_a_record(folder: Path, imports: Path, tmp_path: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    row = {**LISTED, "schemeName": "Zinnia Beekeepers Grant", "slug": "zinnia"}
    import_file(lines(tmp_path / "listing.json", row), imports)
    assert shelf.refresh()
    assert best(shelf, "zinnia beekeepers grant") == "imported_zinnia"


def test_a_record_is_known_under_its_other_names_too(folder: Path) -> None:
    write(folder, "kuan", same_as=["well"])
    current = Shelf(HashEncoder(), folder).current
    assert current.records["well"] is current.records["kuan"]


def test_a_damaged_import_keeps_the_old_version_and_is_named(folder: Path, imports: Path) -> None:
    shelf = Shelf(HashEncoder(), folder)
    before = shelf.current
    imports.mkdir()
    (imports / "listing.jsonl").write_text('{"id": "imported_x"}\n', encoding="utf-8")
    with pytest.raises(ExceptionGroup) as group:
        shelf.refresh()
    assert str(group.value.exceptions[0]).startswith("listing.jsonl: line 1 is no imported scheme")
    assert shelf.current is before
