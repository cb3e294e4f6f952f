from __future__ import annotations

import re

import pytest

from actions.offices import office_link
from actions.words import load
from knowledge.base import Shelf
from knowledge.schema import Section


def test_each_office_has_a_label_in_both_languages_and_a_place_to_look_for() -> None:
    for office in load("data/offices.yaml")["offices"]:
        assert re.search(r"[\u0900-\u097f]", office["label"]["hi"])
        assert office["label"]["en"].isascii()
        assert office["place"]
        assert office["named"]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_record_that_sends_people_to_a_kendra_links_to_the_map(shelf: Shelf, language: str) -> None:
    record = shelf.current.records["income_certificate"]
    [link] = office_link(record, Section.HOW_TO_APPLY, language)
    assert link["url"] == "https://www.google.com/maps/search/?api=1&query=Lok+Seva+Kendra"


def test_a_section_that_sends_nobody_anywhere_has_no_map(shelf: Shelf) -> None:
    assert office_link(shelf.current.records["income_certificate"], Section.FEE, "hi") == ()
