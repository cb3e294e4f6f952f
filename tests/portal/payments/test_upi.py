from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import segno
from PIL import Image

from portal.payments import upi

REFERENCE = "JS" + "A2" * 12
LINK = upi.link("portal@bank", "Jan Sahayak & Co", REFERENCE, 2050, "MP e-service fee")


def test_a_link_opens_a_upi_app_with_all_filled_in() -> None:
    parts = urlsplit(LINK)
    assert (parts.scheme, parts.netloc) == ("upi", "pay")
    assert parse_qs(parts.query) == {
        "pa": ["portal@bank"],
        "pn": ["Jan Sahayak & Co"],
        "tr": [REFERENCE],
        "am": ["20.50"],
        "cu": ["INR"],
        "tn": ["MP e-service fee"],
    }
    assert " " not in LINK
    assert "+" not in LINK


@pytest.mark.parametrize(("paise", "words"), [(2000, "20"), (2050, "20.50"), (5, "0.05"), (100, "1")])
def test_people_write_paise_only_where_there_are_some(paise: int, words: str) -> None:
    assert upi.rupees(paise) == words


def test_a_link_asks_for_just_one_order() -> None:
    assert upi.asks_for(LINK, REFERENCE, 2050)
    for other in (
        LINK.replace("20.50", "2050.00"),
        LINK.replace("20.50", "20.5"),
        LINK.replace(REFERENCE, "JS" + "B" * 24),
        LINK.replace("INR", "USD"),
        LINK.replace("upi://pay", "https://pay"),
        LINK.replace("upi://pay", "upi://evil"),
        f"{LINK}&am=1.00",
        f"{LINK}&pa=thief@bank",
        "javascript:alert(1)",
        "",
    ):
        assert not upi.asks_for(other, REFERENCE, 2050), other


def test_the_picture_is_the_links_qr_code_with_a_margin() -> None:
    with Image.open(io.BytesIO(upi.picture(LINK))) as picture:
        seen = np.asarray(picture.convert("L")) < 128
    code = np.array([[bool(dot) for dot in row] for row in segno.make(LINK, error="m", micro=False).matrix])
    margin, scale = 4, 6
    assert seen.shape == tuple((side + 2 * margin) * scale for side in code.shape)
    inner = seen[scale // 2 :: scale, scale // 2 :: scale]
    assert (inner[margin:-margin, margin:-margin] == code).all()
    assert not inner[:margin].any()
