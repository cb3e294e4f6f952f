from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
import uharfbuzz
from fpdf import FPDF

from knowledge.texts import Text
from portal.acknowledgements import pdf
from portal.acknowledgements.receipt import Due, Receipt
from portal.documents.pdfs import check
from portal.payments import upi
from portal.payments.models import Payment, State
from portal.wording import LANGUAGES, say

RECEIPT = Receipt(
    number="2611123456",
    service=Text(hi="आय प्रमाण पत्र", en="Income certificate"),
    applicant="श्रीमती रामप्यारी विश्वकर्मा",
    submitted_on=date(2026, 11, 27),
    due=Due(day=date(2026, 12, 2), sure=True),
    rupees=20,
    given=(Text(hi="फोटो", en="photo"),),
    to_bring=(Text(hi="आधार या दूसरा पहचान पत्र", en="Aadhaar or another identity proof"),),
)
REFERENCE = "JS" + "A" * 24
FONT = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(pdf._FONT)))


def payment(state: State = "pending") -> Payment:
    return Payment(reference=REFERENCE, paise=2000, state=state, link=upi.link("p@b", "P", REFERENCE, 2000, "fee"))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All words that come onto the page."""
    words: list[str] = []
    write = FPDF.multi_cell

    def multi_cell(page: FPDF, *given: Any, **named: Any) -> Any:
        words.append(given[2])
        return write(page, *given, **named)

    monkeypatch.setattr(FPDF, "multi_cell", multi_cell)
    return words


def glyphs(words: str) -> list[str]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    font = uharfbuzz.Font(FONT)
    uharfbuzz.shape(font, buffer)
    return [font.glyph_to_string(info.codepoint) for info in buffer.glyph_infos]


def test_it_says_all_in_both_languages(written: list[str]) -> None:
    pdf.document(RECEIPT, payment())
    for key in ("ack_title", "ack_number", "ack_service", "ack_applicant", "ack_submitted", "ack_due", "ack_note"):
        assert {say(key, language) for language in LANGUAGES} <= set(written)
    for words in (
        "2611123456",
        "आय प्रमाण पत्र",
        "Income certificate",
        RECEIPT.applicant,
        "27-11-2026",
        "1. फोटो / photo",
    ):
        assert words in written


@pytest.mark.parametrize(
    ("due", "key", "day"),
    [
        (Due(day=date(2026, 12, 2), sure=True), "ack_due_sure", "02-12-2026"),
        (Due(day=date(2027, 1, 12), sure=False), "ack_due_unsure", "12-01-2027"),
        (None, "ack_due_unknown", ""),
    ],
)
def test_the_due_day_is_worded_by_how_sure_it_is(written: list[str], due: Due | None, key: str, day: str) -> None:
    pdf.document(RECEIPT.model_copy(update={"due": due}), None)
    for language in LANGUAGES:
        assert say(key, language, day=day) in written


@pytest.mark.parametrize("state", ["pending", "failed", "paid", "refunded"])
def test_the_fee_is_shown_as_it_stands_with_its_reference(written: list[str], state: State) -> None:
    pdf.document(RECEIPT, payment(state))
    for language in LANGUAGES:
        assert say(f"ack_fee_{state}", language, rupees="20", reference=REFERENCE) in written
    asked = say("ack_pay_here", "hi") in written
    assert asked is (state in ("pending", "failed"))


def test_where_nothing_is_paid_it_says_so(written: list[str]) -> None:
    pdf.document(RECEIPT.model_copy(update={"rupees": None}), None)
    assert say("ack_fee_none", "hi") in written


@pytest.mark.parametrize("name", ["A" * 100, "क्ष्" * 33, "Ω Ж ل", "a\u0300\u0301", "=cmd|' /C calc'!A0", "\\x00(){}<>%"])
def test_any_name_makes_a_sound_page(name: str) -> None:
    content = pdf.document(RECEIPT.model_copy(update={"applicant": name}), payment())
    check(content)
    assert content.startswith(b"%PDF-")


def test_many_papers_go_on_on_the_next_page() -> None:
    papers = tuple(Text(hi=f"कागज़ {number}", en=f"paper {number}") for number in range(60))
    content = pdf.document(RECEIPT.model_copy(update={"to_bring": papers}), payment())
    assert content.count(b"/Type /Page\n") >= 2


@pytest.mark.parametrize(
    "words", [RECEIPT.applicant, *(say(key, "hi") for key in ("ack_title", "ack_due", "ack_note"))]
)
def test_the_font_has_every_sign_that_is_written(words: str) -> None:
    assert ".notdef" not in glyphs(words)
    assert ".notdef" not in glyphs(RECEIPT.service.en + "0123456789₹-/.,;:()")


@pytest.mark.parametrize(
    ("syllable", "most"),
    [("क्ष", 1), ("त्र", 1), ("ज्ञ", 1), ("श्र", 1), ("द्व", 1), ("प्र", 1), ("क्क", 1), ("र्क", 2), ("ट्र", 2)],
)
def test_conjuncts_are_joined(syllable: str, most: int) -> None:
    assert len(glyphs(syllable)) <= most
    assert not any("halant" in name or name == "uni094D" for name in glyphs(syllable))


def test_a_short_i_stands_before_its_consonant() -> None:
    (left, right), *_ = pairwise(glyphs("कि"))
    assert left != glyphs("क")[0]
    assert right == glyphs("क")[0]


def test_the_page_is_shaped_like_that(monkeypatch: pytest.MonkeyPatch) -> None:
    shaped: list[str] = []
    monkeypatch.setattr(FPDF, "set_text_shaping", lambda page, on: shaped.append(str(on)))
    assert len(pdf.document(RECEIPT, None)) > 1000
    assert shaped == ["True"]
