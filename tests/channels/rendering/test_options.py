from __future__ import annotations

from channels.rendering.options import numbered_lines, with_numbered, without_numbered
from channels.replies import Option

OPTIONS: list[Option] = [
    {"id": "1", "label": "आय प्रमाण पत्र", "short_label": "आय"},
    {"id": "2", "label": "जाति प्रमाण पत्र", "short_label": "जाति"},
]


def test_options_become_numbered_lines() -> None:
    assert numbered_lines(OPTIONS) == ["1. आय प्रमाण पत्र", "2. जाति प्रमाण पत्र"]
    assert with_numbered("कौन सा?", OPTIONS, "चुनिए") == "कौन सा?\n1. आय प्रमाण पत्र\n2. जाति प्रमाण पत्र\nचुनिए"


def test_a_text_that_numbers_them_itself_stays_as_it_is() -> None:
    text = "कौन सा?\n1. आय प्रमाण पत्र\n2. जाति प्रमाण पत्र"
    assert with_numbered(text, OPTIONS, "चुनिए") == text
    assert without_numbered(text, OPTIONS) == "कौन सा?"
