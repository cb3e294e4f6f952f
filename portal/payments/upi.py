"""UPI links (upi://pay?…) and their QR pictures."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import segno


def link(payee: str, name: str, reference: str, paise: int, note: str) -> str:
    """The link that opens any UPI app with all filled in; nothing personal belongs in `note`."""
    values = {"pa": payee, "pn": name, "tr": reference, "am": amount(paise), "cu": "INR", "tn": note}
    return f"upi://pay?{urlencode(values, quote_via=quote, safe='@')}"


def amount(paise: int) -> str:
    """As UPI has it: rupees with two decimals."""
    return f"{paise // 100}.{paise % 100:02d}"


def rupees(paise: int) -> str:
    """As people write it: without paise where there are none."""
    return amount(paise).removesuffix(".00")


def asks_for(upi_link: str, reference: str, paise: int) -> bool:
    """Whether a link asks for this amount, in rupees, under this reference, and is one of UPI at all."""
    parts = urlsplit(upi_link)
    values = parse_qs(parts.query, strict_parsing=False)
    wanted = {"tr": [reference], "am": [amount(paise)], "cu": ["INR"]}
    named = all(values.get(name) == value for name, value in wanted.items())
    return parts.scheme == "upi" and parts.netloc == "pay" and named and len(values.get("pa", [])) == 1


def picture(upi_link: str) -> bytes:
    """The link as a QR code, a PNG that phones read from a screen."""
    out = io.BytesIO()
    segno.make(upi_link, error="m", micro=False).save(out, kind="png", scale=6, border=4)
    return out.getvalue()
