from typing import Any

import pytest

from knowledge.answers import NEXT_BEST, section_answer
from knowledge.schema import CORE_SECTIONS, Record, Section
from tests.knowledge.made import both, record, section


def with_section(name: str, content: dict[str, Any]) -> Record:
    return record(sections={**{core.value: section() for core in CORE_SECTIONS}, name: content})


PAPERS = with_section(
    "documents",
    {
        "facts": [both("पहले यह।", "First this."), both("ये लगते हैं:", "These are needed:"), both("बस।", "That is all.")],
        "items": [both("आधार", "Aadhaar"), both("फोटो", "photo")],
        "speech": both("आधार और फोटो।", "Aadhaar and a photo."),
    },
)


def test_a_list_stands_after_the_sentence_that_announces_it() -> None:
    assert section_answer(PAPERS, Section.DOCUMENTS, "hi").text == "पहले यह।\nये लगते हैं:\n• आधार\n• फोटो\nबस।"
    assert section_answer(PAPERS, Section.DOCUMENTS, "en").text == (
        "First this.\nThese are needed:\n• Aadhaar\n• photo\nThat is all."
    )


def test_a_list_that_nothing_announces_stands_last() -> None:
    papers = with_section(
        "documents", {**section("पक्का।", "Certain."), "items": [both("आधार", "Aadhaar"), both("फोटो", "photo")]}
    )
    assert section_answer(papers, Section.DOCUMENTS, "en").text == "Certain.\n• Aadhaar\n• photo"


def test_what_is_read_aloud_is_in_the_language_asked() -> None:
    assert section_answer(PAPERS, Section.DOCUMENTS, "hi").speech == "आधार और फोटो।"
    assert section_answer(PAPERS, Section.DOCUMENTS, "en").speech == "Aadhaar and a photo."


@pytest.mark.parametrize(("asked", "instead"), NEXT_BEST.items())
def test_a_missing_section_falls_back_to_the_next_best_and_says_so(asked: Section, instead: Section) -> None:
    answer = section_answer(record(), asked, "en")
    assert (answer.asked, answer.found, answer.missing) == (asked, instead, True)


@pytest.mark.parametrize("asked", Section)
def test_every_section_of_every_record_has_some_answer(asked: Section) -> None:
    assert section_answer(record(), asked, "hi").text


def test_a_section_that_is_there_is_not_missing() -> None:
    answer = section_answer(with_section("time_limit", section("7 दिन।", "7 days.")), Section.TIME_LIMIT, "en")
    assert (answer.found, answer.missing, answer.text) == (Section.TIME_LIMIT, False, "7 days.")


@pytest.mark.parametrize("sure", [True, False])
def test_an_answer_is_as_sure_as_its_first_sentence(sure: bool) -> None:
    fee = {**section(), "facts": [{**both("शायद मुफ्त।", "Perhaps free."), "sure": sure}, both("पूछ लें।", "Ask.")]}
    assert section_answer(with_section("fee", fee), Section.FEE, "en").sure is sure
