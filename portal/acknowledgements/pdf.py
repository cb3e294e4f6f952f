"""The acknowledgement as a page of A4, in Hindi and English, that can be printed in black."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from knowledge.texts import Text
from portal.acknowledgements.receipt import Receipt
from portal.payments import upi
from portal.payments.models import Payment
from portal.wording import LANGUAGES, say

_FONT = Path(__file__).parent / "fonts" / "Lohit-Devanagari.ttf"
_MARGIN, _WIDTH, _LABEL = 18.0, 174.0, 58.0
_QR = 34.0
_SIZE, _SMALL, _TITLE = 11.0, 9.0, 17.0
_GREY = 90


def document(receipt: Receipt, payment: Payment | None) -> bytes:
    """The PDF; `payment` is how the fee stands at this moment."""
    page = _page(receipt)
    _heading(page)
    _picture(page, f"{receipt.number}\n{receipt.service.en}\n{receipt.submitted_on:%d-%m-%Y}")
    for label, values in _rows(receipt, payment):
        _row(page, label, values)
    if payment and payment.state in ("pending", "failed"):
        _pay_picture(page, payment.link)
    _notes(page)
    return bytes(page.output())


def _page(receipt: Receipt) -> FPDF:
    page = FPDF(format="A4")
    page.set_title(f"{say('ack_title', 'en')} {receipt.number}")
    page.set_lang("hi-IN")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(True, _MARGIN)
    page.add_font("text", "", _FONT)
    # Without shaping there are no conjuncts, and short i stands on the wrong side.
    page.set_text_shaping(True)
    page.add_page()
    return page


def _heading(page: FPDF) -> None:
    for number, language in enumerate(LANGUAGES):
        _write(page, say("ack_title", language), _SMALL + 3 if number else _TITLE)
    page.ln(1)
    for language in LANGUAGES:
        _write(page, say("ack_issuer", language), _SMALL, grey=True)
    page.ln(3)


def _picture(page: FPDF, words: str) -> None:
    """In the corner, for whoever has to type the number otherwise."""
    page.image(upi.picture(words), x=_MARGIN + _WIDTH - _QR, y=_MARGIN - 4, w=_QR, alt_text=words.splitlines()[0])


def _rows(receipt: Receipt, payment: Payment | None) -> Iterator[tuple[str, list[str]]]:
    yield "ack_number", [receipt.number]
    yield "ack_service", [receipt.service.hi, receipt.service.en]
    yield "ack_applicant", [receipt.applicant]
    yield "ack_submitted", [_written(receipt.submitted_on)]
    yield "ack_due", _due(receipt)
    yield "ack_fee", _fee(receipt, payment)
    if receipt.given:
        yield "ack_given", _listed(receipt.given)
    if receipt.to_bring:
        yield "ack_to_bring", _listed(receipt.to_bring)


def _due(receipt: Receipt) -> list[str]:
    if receipt.due is None:
        return [say("ack_due_unknown", language) for language in LANGUAGES]
    key = "ack_due_sure" if receipt.due.sure else "ack_due_unsure"
    return [say(key, language, day=_written(receipt.due.day)) for language in LANGUAGES]


def _fee(receipt: Receipt, payment: Payment | None) -> list[str]:
    if receipt.rupees is None:
        return [say("ack_fee_none", language) for language in LANGUAGES]
    state = payment.state if payment else "pending"
    reference = payment.reference if payment else ""
    values = {"rupees": str(receipt.rupees), "reference": reference}
    return [say(f"ack_fee_{state}", language, **values) for language in LANGUAGES]


def _listed(papers: tuple[Text, ...]) -> list[str]:
    return [f"{number}. {paper.hi} / {paper.en}" for number, paper in enumerate(papers, 1)]


def _row(page: FPDF, label: str, values: list[str]) -> None:
    """The label in both languages on the left, what it names on the right, a line below."""
    top = page.get_y()
    _write(page, say(label, "hi"), _SIZE, width=_LABEL)
    _write(page, say(label, "en"), _SMALL, width=_LABEL, grey=True)
    below = page.get_y()
    page.set_y(top)
    for value in values:
        page.set_x(_MARGIN + _LABEL)
        _write(page, value, _SIZE, width=_WIDTH - _LABEL)
    page.set_y(max(below, page.get_y()) + 2)
    page.set_draw_color(200)
    page.line(_MARGIN, page.get_y(), _MARGIN + _WIDTH, page.get_y())
    page.ln(2.5)


def _pay_picture(page: FPDF, link: str) -> None:
    page.ln(2)
    for language in LANGUAGES:
        _write(page, say("ack_pay_here", language), _SMALL + 1, align=Align.C)
    page.image(upi.picture(link), x=_MARGIN + (_WIDTH - _QR) / 2, w=_QR, alt_text=say("ack_pay_here", "en"))
    page.ln(2)


def _notes(page: FPDF) -> None:
    page.ln(2)
    for language in LANGUAGES:
        _write(page, say("ack_note", language), _SMALL, grey=True)


def _write(page: FPDF, text: str, size: float, *, width: float = 0, grey: bool = False, align: Align = Align.L) -> None:
    page.set_font("text", size=size)
    page.set_text_color(_GREY if grey else 0)
    page.multi_cell(width, size * 0.52, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _written(day: date) -> str:
    return f"{day:%d-%m-%Y}"
