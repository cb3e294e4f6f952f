from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID, uuid4

import pytest

from knowledge.texts import Text
from portal.acknowledgements import holding, links
from portal.acknowledgements.receipt import Receipt
from portal.acknowledgements.service import Acknowledgements
from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import NotFound
from portal.payments.gateway import EmbeddedPaymentGateway
from portal.payments.service import Payments
from tests.portal import made

ADDRESS = "https://portal.example"


@pytest.fixture
def acknowledgements(database: Database) -> Acknowledgements:
    payments = Payments(database, EmbeddedPaymentGateway(database, "p@b", "P", production=False))
    return Acknowledgements(database, payments, ADDRESS)


def receipt(**changes: object) -> Receipt:
    values: dict[str, object] = {
        "number": f"26{secrets.randbelow(10**8):08}",
        "service": Text(hi="आय प्रमाण पत्र", en="Income certificate"),
        "applicant": "Rukmini Devi",
        "submitted_on": date(2026, 11, 27),
    }
    return Receipt.model_validate(values | changes)


async def a_citizen(database: Database) -> UUID:
    return (await database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id


async def test_a_citizen_gets_a_link_to_his_own_acknowledgement(
    acknowledgements: Acknowledgements, database: Database
) -> None:
    citizen, mine = await a_citizen(database), receipt()
    await acknowledgements.keep(citizen, "income_certificate", mine)
    link = await acknowledgements.link(citizen, mine.number)
    assert link is not None
    head, _, name = link.rpartition("/")
    assert head == f"{ADDRESS}/acknowledgements"
    printed = await acknowledgements.printed(name)
    assert printed.name == f"acknowledgement-{mine.number}.pdf"
    assert printed.content.startswith(b"%PDF-")


async def test_nobody_gets_a_link_to_anothers_acknowledgement(
    acknowledgements: Acknowledgements, database: Database
) -> None:
    citizen, stranger, mine = await a_citizen(database), await a_citizen(database), receipt()
    await acknowledgements.keep(citizen, "income_certificate", mine)
    assert await acknowledgements.link(stranger, mine.number) is None
    assert await acknowledgements.link(citizen, "2611000000") is None


async def test_a_link_to_an_acknowledgement_that_is_not_there_shows_nothing(
    acknowledgements: Acknowledgements,
) -> None:
    with pytest.raises(NotFound):
        await acknowledgements.printed(links.issue(uuid4()))


async def test_what_was_acknowledged_once_stays_as_it_was(
    acknowledgements: Acknowledgements, database: Database
) -> None:
    citizen, first = await a_citizen(database), receipt()
    await acknowledgements.keep(citizen, "income_certificate", first)
    await acknowledgements.keep(citizen, "income_certificate", first.model_copy(update={"applicant": "Another"}))
    (shown,) = await database.do(lambda s: holding.export(s, citizen))
    assert shown["applicant"] == "Rukmini Devi"
    stranger = await a_citizen(database)
    await acknowledgements.keep(stranger, "income_certificate", first)
    assert await acknowledgements.link(stranger, first.number) is None


async def test_after_erasure_a_link_shows_nothing(acknowledgements: Acknowledgements, database: Database) -> None:
    citizen, mine = await a_citizen(database), receipt()
    await acknowledgements.keep(citizen, "income_certificate", mine)
    link = await acknowledgements.link(citizen, mine.number)
    assert link is not None
    assert await database.do(lambda s: holding.erase(s, citizen)) == 1
    with pytest.raises(NotFound):
        await acknowledgements.printed(link.rpartition("/")[2])
