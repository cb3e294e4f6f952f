from pathlib import Path
from typing import Any

import pytest

from knowledge.loader import RecordError, load_file
from knowledge.schema import CORE_SECTIONS, Record
from tests.knowledge.made import both, record, section, write


def problem(folder: Path, **changes: Any) -> str:
    with pytest.raises(RecordError) as error:
        load_file(write(folder, **changes))
    return str(error.value)


def test_a_sound_record_is_read_whole(tmp_path: Path) -> None:
    assert load_file(write(tmp_path)) == record()


def test_a_record_never_changes_after_it_was_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(record().name, "hi", "और कुछ")  # noqa: B010 - mypy knows that it cannot be assigned


@pytest.mark.parametrize(
    ("changes", "field", "remedy"),
    [
        ({"department": None}, "department", ""),
        ({"department": {"hi": "कृषि विभाग"}}, "department.en", "add this field"),
        ({"colour": "red"}, "colour", "remove this field, or correct its spelling"),
        ({"state": "open"}, "state", "use one of the listed values"),
        ({"as_of": "last year"}, "as_of", "write it in the form shown"),
        ({"sources": []}, "sources", "add more entries"),
        ({"aliases": {"hi": ["कुआँ"], "latin": ["kuan", "kua", "kuaan"]}}, "aliases.hi", "add more entries"),
        ({"name": both("Kuan Yojana", "Kuan Yojana")}, "name", "write the Hindi text in Devanagari"),
        ({"name": both("कुआँ योजना", "कुआँ Yojana")}, "name", "write the English text in Latin letters"),
        ({"name": both("   ", "Kuan")}, "name.hi", ""),
        ({"short_name": both("मुख्यमंत्री कुआँ निर्माण योजना", "Kuan")}, "short_name.hi", "at most 20"),
        ({"needs": ["wells"]}, "needs.0", "use one of the listed values"),
        ({"sections": {"summary": section()}}, "record", "every record answers these"),
        ({"related": ["kuan"]}, "record", "cannot name itself"),
        ({"id": "nadi"}, "id", "rename one of them"),
    ],
)
def test_an_error_names_the_file_the_field_and_the_remedy(
    tmp_path: Path, changes: dict[str, Any], field: str, remedy: str
) -> None:
    file = write(tmp_path)
    if "id" in changes:
        file.write_text(file.read_text(encoding="utf-8").replace("id: kuan", f"id: {changes['id']}"), encoding="utf-8")
        with pytest.raises(RecordError) as error:
            load_file(file)
        message = str(error.value)
    else:
        message = problem(tmp_path, **changes)
    assert message.startswith(f"kuan.yaml: {field}:")
    assert remedy in message


@pytest.mark.parametrize(
    ("speech", "why"),
    [
        ("₹1,500 हर महीने।", "'₹', which cannot be read aloud"),
        ("75% अंक चाहिए।", "'%', which cannot be read aloud"),
        ("https://mp.gov.in पर जाएँ।", "cannot be read aloud"),
        ("क" * 251, "251 characters, at most 250"),
    ],
)
def test_what_is_read_aloud_is_short_and_without_symbols(tmp_path: Path, speech: str, why: str) -> None:
    sections = {name.value: section() for name in CORE_SECTIONS}
    sections["fee"]["speech"]["hi"] = speech
    message = problem(tmp_path, sections=sections)
    assert "sections.fee.speech.hi" in message
    assert why in message


def test_a_file_that_is_not_yaml_says_so(tmp_path: Path) -> None:
    file = tmp_path / "kuan.yaml"
    file.write_text("name: हिंदी: अंग्रेजी: {", encoding="utf-8")
    with pytest.raises(RecordError, match=r"kuan\.yaml: not readable as YAML"):
        load_file(file)


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    assert len(problem(tmp_path, state="open", as_of="once", colour="red").splitlines()) == 3


@pytest.mark.parametrize("missing", CORE_SECTIONS)
def test_no_core_section_may_be_missing(missing: str) -> None:
    sections = {name.value: section() for name in CORE_SECTIONS if name != missing}
    with pytest.raises(ValueError, match=f"{missing} missing"):
        Record.model_validate({**record().model_dump(), "sections": sections})
