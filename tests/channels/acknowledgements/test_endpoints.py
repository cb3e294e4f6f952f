from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID, uuid4

import pytest

from knowledge.texts import Text
from portal.acknowledgements import links
from portal.acknowledgements.receipt import Receipt
from portal.citizens import service as citizens
from tests.channels.serving import Served
from tests.portal import made


@pytest.fixture
async def owner(served: Served) -> UUID:
    portal = served.here.portal
    return (await portal.database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id


async def lodged(served: Served, owner: UUID) -> str:
    """The link to a new acknowledgement."""
    receipt = Receipt(
        number=f"26{secrets.randbelow(10**8):08}",
        service=Text(hi="आय प्रमाण पत्र", en="Income certificate"),
        applicant="Rukmini Devi",
        submitted_on=date(2026, 11, 27),
    )
    await served.here.portal.acknowledgements.keep(owner, "income_certificate", receipt)
    link = await served.here.portal.acknowledgements.link(owner, receipt.number)
    assert link is not None
    return link


def at(link: str) -> str:
    """The link as it is reached from here, where localhost may be another address."""
    return link.replace("localhost", "127.0.0.1")


async def test_whoever_was_given_the_link_gets_the_pdf(served: Served, owner: UUID) -> None:
    link = await lodged(served, owner)
    assert link.startswith(f"http://localhost:{served.here.settings.port}/acknowledgements/")
    async with served.client.http.get(at(link)) as answer:
        assert (answer.status, answer.content_type) == (200, "application/pdf")
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (await answer.read()).startswith(b"%PDF-")


async def test_any_other_name_gets_nothing(served: Served, owner: UUID) -> None:
    link = await lodged(served, owner)
    head, _, name = at(link).rpartition("/")
    others = [
        name[:-1], f"{name}A", name.swapcase(), links.issue(uuid4()), str(uuid4()), "1", "x" * 500, "..%2f..%2fetc",
        "%27%20OR%201%3D1", "%00",
    ]  # fmt: skip
    for other in others:
        async with served.client.http.get(f"{head}/{other}") as answer:
            assert answer.status == 404, other
            assert "Rukmini" not in await answer.text()


async def test_after_half_an_hour_the_link_gets_nothing(
    served: Served, owner: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "LIFE_S", -1)
    async with served.client.http.get(at(await lodged(served, owner))) as answer:
        assert answer.status == 404
