import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.loader import load_folder
from knowledge.schema import CORE_SECTIONS, SPEECH_LIMIT, Record, Section, Text

IDS = (Path(__file__).parent / "ids.txt").read_text(encoding="utf-8").split()
RECORDS = load_folder()
EACH = pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())


def texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name))


def test_the_catalogue_covers_exactly_the_159_subjects() -> None:
    names = [name for record in RECORDS.values() for name in (record.id, *record.same_as)]
    assert len(IDS) == 159
    assert Counter(names) == Counter(IDS)


@EACH
def test_every_text_of_a_record_is_in_both_languages(record: Record) -> None:
    for text in texts(record):
        assert re.search("[\u0900-\u097f]", text.hi)
        assert not re.search("[\u0900-\u097f]", text.en)
        assert text.en.strip()


@EACH
def test_every_record_answers_the_core_questions_and_can_be_read_aloud(record: Record) -> None:
    assert set(CORE_SECTIONS) <= set(record.sections)
    for section in record.sections.values():
        assert section.facts
        assert 0 < len(section.speech.hi) <= SPEECH_LIMIT
        assert 0 < len(section.speech.en) <= SPEECH_LIMIT


@EACH
def test_every_section_has_questions_that_it_answers_as_citizens_put_them(record: Record) -> None:
    for section in record.sections.values():
        for questions in (section.asked.hi, section.asked.hinglish, section.asked.en):
            assert len(questions) >= 2
        assert all(re.search("[\u0900-\u097f]", question) for question in section.asked.hi)
        assert not re.search("[\u0900-\u097f]", " ".join([*section.asked.hinglish, *section.asked.en]))


@EACH
def test_what_no_source_confirms_is_not_the_only_thing_said_of_benefits(record: Record) -> None:
    assert record.sources
    assert record.sections[Section.BENEFITS].facts


@EACH
def test_a_list_is_announced_by_at_most_one_sentence_in_each_language(record: Record) -> None:
    for section in record.sections.values():
        for language in ("hi", "en"):
            announcing = [fact for fact in section.facts if getattr(fact, language).endswith(":")]
            assert len(announcing) <= 1
            assert section.items or not announcing


@EACH
def test_an_announcing_sentence_announces_in_both_languages(record: Record) -> None:
    for section in record.sections.values():
        assert [fact.hi.endswith(":") for fact in section.facts] == [fact.en.endswith(":") for fact in section.facts]


def test_no_two_records_have_one_name() -> None:
    for language in ("hi", "en"):
        names = Counter(getattr(record.name, language) for record in RECORDS.values())
        assert [name for name, count in names.items() if count > 1] == []
