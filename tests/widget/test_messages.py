from __future__ import annotations

import re

import pytest

from supervisor.settings import ROOT
from tests.widget.visitor import MESSAGES

SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "widget" / "src").glob("*.ts")]
# Named in the other language, so that whoever needs it can read it.
OTHER_SCRIPT = {"switch", "file_name"}


def test_each_word_exists_in_both_languages_with_the_same_places() -> None:
    assert list(MESSAGES["hi"]) == list(MESSAGES["en"])
    for key, text in MESSAGES["hi"].items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", MESSAGES["en"][key])


def test_hindi_is_in_devanagari_and_english_is_not() -> None:
    for key, text in MESSAGES["hi"].items():
        assert key in OTHER_SCRIPT or re.search(r"[\u0900-\u097f]", text), key
    devanagari = {key for key, text in MESSAGES["en"].items() if re.search(r"[\u0900-\u097f]", text)}
    assert devanagari == {"switch"}


def test_each_word_is_used() -> None:
    asked = "\n".join(SOURCES)
    composed = ("vote_", "reason_", "upload_")
    for key in MESSAGES["en"]:
        assert re.search(rf"\b{key}\b", asked) or key.startswith(composed), key


@pytest.mark.parametrize("source", SOURCES)
def test_no_word_for_citizens_stands_in_the_code(source: str) -> None:
    assert not re.search(r"[\u0900-\u097f](?!-)", re.sub(r"//.*|/\[[^\n]*\]/|\[\^।[^\n]*", "", source))
