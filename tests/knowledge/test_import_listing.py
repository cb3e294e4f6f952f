import json
from pathlib import Path
from typing import Any

import pytest

from knowledge import import_listing
from knowledge.import_listing import UnknownShapeError, import_file, read
from knowledge.imported import ImportedRecord, load_imported
from knowledge.schema import Section

LISTED = {
    "slug": "well-x", "schemeName": "Well Scheme", "briefDescription": "Money for wells.", "beneficiaryState": ["Goa"],
    "tags": ["Water"], "schemeCategory": ["Farming"], "schemeShortTitle": "WS",
}  # fmt: skip
SUMMARISED = {
    "slug": "well-x", "name": "Well Scheme", "description": "Money for wells in Goa.", "benefits": "₹100",
    "eligibility": ["a farmer", "with land"], "application_process": {"Step 1": "Write"}, "apply_link": "https://x.example/a",
}  # fmt: skip
DETAILED = {
    "scheme_name": "Well Scheme", "details": "Money for wells.", "scheme_link": "https://x.example/schemes/well-x/",
    "benefits": "₹100", "eligibility_criteria": "a farmer", "application_process": "Write",
    "documents_required": "a photo",
    "tags": ["Water"], "beneficiaryState": ["Goa"],
}  # fmt: skip
TITLED = {
    "Scheme Name": "Well Scheme", "Description": "Money for wells.", "Source URL": "https://x.example/schemes/well-x",
    "Benefits": "₹100", "Eligibility": "a farmer", "Application Process": "Write", "Documents": "a photo",
    "Category": "Water, Farming", "Ministry": "Government of Goa",
}  # fmt: skip
SHAPES: list[dict[str, Any]] = [LISTED, SUMMARISED, DETAILED, TITLED]


def lines(file: Path, *rows: object) -> Path:
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize("row", SHAPES)
def test_every_known_shape_gives_the_same_scheme(row: dict[str, Any]) -> None:
    record = read(row)
    assert (record.id, record.name, record.states, record.origin) == (
        "imported_well_x",
        "Well Scheme",
        ["Goa"],
        "myScheme",
    )
    assert record.summary.startswith("Money for wells")
    assert record.url


@pytest.mark.parametrize("row", [SUMMARISED, DETAILED, TITLED])
def test_the_full_shapes_bring_sections(row: dict[str, Any]) -> None:
    sections = read(row).sections
    assert sections[Section.BENEFITS] == "₹100"
    assert "a farmer" in sections[Section.ELIGIBILITY]
    assert "Write" in sections[Section.HOW_TO_APPLY]


def test_tags_and_categories_are_kept_together() -> None:
    assert read(LISTED).tags == ["Water", "Farming", "WS"]
    assert read(TITLED).tags == ["Water", "Farming"]


def test_a_scheme_that_names_no_state_is_for_all_of_india() -> None:
    record = read({**SUMMARISED, "description": "Money for wells."})
    assert record.states == ["All"]
    assert record.reaches_madhya_pradesh


@pytest.mark.parametrize(
    ("states", "reaches"), [([], True), (["All"], True), (["Madhya Pradesh", "Goa"], True), (["Goa"], False)]
)
def test_only_schemes_of_other_states_are_out_of_reach(states: list[str], reaches: bool) -> None:
    assert ImportedRecord(id="x", name="X", summary="X", states=states, origin="o").reaches_madhya_pradesh is reaches


def test_an_unknown_shape_names_its_fields_and_where_to_add_one() -> None:
    with pytest.raises(UnknownShapeError, match=r"\['colour', 'title'\].*add a shape to knowledge/import_listing.py"):
        read({"title": "Well", "colour": "red"})


def test_a_known_shape_with_a_field_missing_names_the_field() -> None:
    with pytest.raises(UnknownShapeError, match="'briefDescription' but lacks 'slug'"):
        read({key: value for key, value in LISTED.items() if key != "slug"})


def test_sound_rows_are_written_and_the_others_named_by_file_and_line(tmp_path: Path) -> None:
    file = lines(tmp_path / "listing.json", LISTED, {"title": "x"}, "not json", "[1]", {**LISTED, "slug": "other"})
    count, problems = import_file(file, tmp_path / "imported")
    assert count == 2
    assert [problem.split(":")[0] for problem in problems] == [f"listing.json, line {number}" for number in (2, 3, 4)]
    assert sorted(load_imported(tmp_path / "imported")) == ["imported_other", "imported_well_x"]


def test_a_problem_is_named_by_its_line_in_the_file_even_after_empty_lines(tmp_path: Path) -> None:
    _, problems = import_file(lines(tmp_path / "listing.json", LISTED, "", "", {"title": "x"}), tmp_path / "imported")
    assert problems[0].startswith("listing.json, line 4:")


def test_importing_again_replaces_what_the_file_brought_before(tmp_path: Path) -> None:
    file = tmp_path / "listing.json"
    import_file(lines(file, LISTED), tmp_path / "imported")
    import_file(lines(file, {**LISTED, "slug": "other"}), tmp_path / "imported")
    assert list(load_imported(tmp_path / "imported")) == ["imported_other"]


def test_of_two_listings_of_one_scheme_the_fuller_stays(tmp_path: Path) -> None:
    for name, row in (("a", LISTED), ("b", DETAILED), ("c", LISTED)):
        import_file(lines(tmp_path / f"{name}.json", row), tmp_path / "imported")
    assert len(load_imported(tmp_path / "imported")["imported_well_x"].sections) == 4


def test_nothing_imported_is_no_error(tmp_path: Path) -> None:
    assert load_imported(tmp_path / "nowhere") == {}


def test_the_command_tells_what_came_in_and_what_was_left_out(
    tmp_path: Path, imports: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_listing.main([str(lines(tmp_path / "listing.json", LISTED, {"title": "x"}))]) == 0
    out = capsys.readouterr().out
    assert "listing.json: 1 schemes brought in, 1 rows left out" in out
    assert "listing.json, line 2: fields ['title']" in out
    assert list(imports.iterdir()) == [imports / "listing.jsonl"]


def test_the_command_without_a_file_or_with_one_that_is_not_there_fails(tmp_path: Path, imports: Path) -> None:
    assert import_listing.main([]) == 2
    assert import_listing.main([str(tmp_path / "none.json")]) == 2
