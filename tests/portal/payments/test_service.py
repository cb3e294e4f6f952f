from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import Conflict, NotFound
from portal.notices.models import Notice
from portal.outside.errors import OutsideUnavailable, RefusedThere
from portal.payments import holding, upi
from portal.payments.gateway import EmbeddedPaymentGateway, NewOrder
from portal.payments.models import Payment, PaymentEvent, PaymentOrder
from portal.payments.service import Bill, Confirmation, Outcome, Payments
from tests.portal import made


@dataclass
class Counter:
    """Payments of one citizen, and the gateway that tells of them."""

    database: Database
    payments: Payments
    bill: Bill
    key: str

    async def ask(self) -> Payment:
        return await self.payments.ask(self.bill, self.key)

    async def tell(self, kind: str = "paid", paise: int = 2000, **changes: Any) -> Outcome:
        return await self.payments.confirm(*self.told(kind, paise, **changes))

    def told(self, kind: str = "paid", paise: int = 2000, **changes: Any) -> tuple[Confirmation, bytes]:
        values = {"event": secrets.token_urlsafe(12), "reference": "JS" + "A" * 24, "kind": kind, "paise": paise}
        body = orjson.dumps({**values, "currency": "INR", **changes})
        return Confirmation.model_validate_json(body), body

    async def state(self) -> tuple[str, int]:
        """State and money to be given back."""
        held = await self.payments.of_application(self.bill.application)
        assert held is not None
        return held.state, held.refund_due_paise

    async def told_citizen(self) -> list[str]:
        mine = select(Notice.message).where(Notice.citizen_id == self.bill.citizen).order_by(Notice.created_at)
        return list(await self.database.do(lambda s: s.scalars(mine)))


def at_gateway(database: Database, *, production: bool = False) -> Payments:
    return Payments(database, EmbeddedPaymentGateway(database, "portal@bank", "Portal", production=production))


async def a_citizen(database: Database) -> UUID:
    return (await database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id


@pytest.fixture
async def counter(database: Database) -> Counter:
    number = f"26{secrets.randbelow(10**8):08}"
    bill = Bill(await a_citizen(database), number, "income_certificate", 20)
    return Counter(database, at_gateway(database), bill, f"fee:{secrets.token_hex(8)}")


async def test_a_fee_is_asked_for_by_a_link_for_just_that_amount(counter: Counter) -> None:
    payment = await counter.ask()
    assert (payment.state, payment.paise) == ("pending", 2000)
    assert upi.asks_for(payment.link, payment.reference, 2000)
    assert counter.bill.application not in payment.link


async def test_asked_again_with_the_same_key_it_is_the_same_payment(counter: Counter) -> None:
    payments = await asyncio.gather(*(counter.ask() for _ in range(8)))
    assert len({(one.id, one.link, one.picture) for one in payments}) == 1


async def test_a_key_is_good_for_one_bill_only(counter: Counter) -> None:
    await counter.ask()
    for other in (replace(counter.bill, rupees=30), replace(counter.bill, application="2611000000")):
        with pytest.raises(Conflict):
            await counter.payments.ask(other, counter.key)


async def test_in_production_there_is_no_embedded_gateway(counter: Counter, database: Database) -> None:
    with pytest.raises(OutsideUnavailable):
        await at_gateway(database, production=True).ask(counter.bill, counter.key)


async def test_the_embedded_gateway_refuses_a_key_used_for_another_order(database: Database) -> None:
    gateway, key = EmbeddedPaymentGateway(database, "p@b", "P", production=False), secrets.token_hex(8)
    first = NewOrder("JS" + "A" * 12 + key.upper()[:12].translate(str.maketrans("0189", "2345")), 2000, "fee")
    assert await gateway.order(first, key) == await gateway.order(first, key)
    with pytest.raises(RefusedThere):
        await gateway.order(replace(first, paise=1), key)


async def test_what_the_gateway_says_was_paid_is_paid_and_the_citizen_is_told_once(counter: Counter) -> None:
    payment = await counter.ask()
    told = counter.told(reference=payment.reference)
    assert [await counter.payments.confirm(*told) for _ in range(3)] == [Outcome.PAID] * 3
    assert await counter.state() == ("paid", 0)
    assert await counter.told_citizen() == ["payment_received"]


async def test_told_by_many_at_once_it_counts_once(counter: Counter) -> None:
    payment = await counter.ask()
    told = counter.told(reference=payment.reference)
    outcomes = await asyncio.gather(*(counter.payments.confirm(*told) for _ in range(10)))
    assert set(outcomes) == {Outcome.PAID}
    count = select(func.count()).select_from(PaymentEvent).where(PaymentEvent.payment_id == payment.id)
    assert await counter.database.do(lambda s: s.scalar(count)) == 1
    assert await counter.state() == ("paid", 0)


async def test_an_event_that_comes_again_with_other_content_is_refused(counter: Counter) -> None:
    payment = await counter.ask()
    event = secrets.token_urlsafe(12)
    await counter.tell("failed", event=event, reference=payment.reference)
    with pytest.raises(Conflict):
        await counter.tell("paid", event=event, reference=payment.reference)
    assert await counter.state() == ("failed", 0)


async def test_a_confirmation_of_no_order_of_ours_is_refused(counter: Counter) -> None:
    await counter.ask()
    with pytest.raises(NotFound):
        await counter.tell(reference="JS" + "Z" * 24)


async def test_a_wrong_amount_pays_nothing_and_is_to_be_given_back(counter: Counter) -> None:
    payment = await counter.ask()
    for paise in (1, 1999, 2001, 200000):
        assert await counter.tell(paise=paise, reference=payment.reference) is Outcome.WRONG_AMOUNT
    assert await counter.state() == ("pending", 1 + 1999 + 2001 + 200000)
    assert set(await counter.told_citizen()) == {"payment_wrong_amount"}


async def test_paid_twice_is_paid_once_and_the_rest_to_be_given_back(counter: Counter) -> None:
    payment = await counter.ask()
    assert await counter.tell(reference=payment.reference) is Outcome.PAID
    assert await counter.tell(reference=payment.reference) is Outcome.SURPLUS
    assert await counter.state() == ("paid", 2000)
    assert await counter.tell("refunded", reference=payment.reference) is Outcome.REFUNDED
    assert await counter.state() == ("paid", 0)


async def test_a_failure_may_be_followed_by_money_and_money_by_no_failure(counter: Counter) -> None:
    payment = await counter.ask()
    assert await counter.tell("failed", reference=payment.reference) is Outcome.FAILED
    assert await counter.tell("paid", reference=payment.reference) is Outcome.PAID
    assert await counter.tell("failed", reference=payment.reference) is Outcome.NOTHING
    assert await counter.state() == ("paid", 0)
    assert await counter.told_citizen() == ["payment_failed", "payment_received"]


async def test_a_fee_that_was_sent_back_is_refunded(counter: Counter) -> None:
    payment = await counter.ask()
    assert await counter.tell("refunded", reference=payment.reference) is Outcome.NOTHING
    await counter.tell("paid", reference=payment.reference)
    assert await counter.tell("refunded", paise=1, reference=payment.reference) is Outcome.NOTHING
    assert await counter.tell("refunded", reference=payment.reference) is Outcome.REFUNDED
    assert await counter.state() == ("refunded", 0)
    assert await counter.tell("paid", reference=payment.reference) is Outcome.SURPLUS


async def test_link_and_picture_are_there_only_while_there_is_something_to_pay(counter: Counter) -> None:
    payment = await counter.ask()
    assert (await counter.payments.to_pay(payment.picture)).id == payment.id
    await counter.tell("failed", reference=payment.reference)
    assert (await counter.payments.to_pay(payment.picture)).id == payment.id
    await counter.tell("paid", reference=payment.reference)
    for name in (payment.picture, "x" * 32, ""):
        with pytest.raises(NotFound):
            await counter.payments.to_pay(name)


@pytest.mark.parametrize(
    "changes",
    [
        {"paise": 0}, {"paise": -2000}, {"paise": "2000"}, {"paise": 2000.0}, {"paise": True}, {"currency": "USD"},
        {"kind": "paid_twice"}, {"event": "short"}, {"event": "a' OR '1'='1"}, {"reference": "JS' OR 1=1 --"},
        {"reference": "JS" + "a" * 24}, {"more": 1},
    ],
)  # fmt: skip
def test_a_confirmation_of_another_shape_is_none(changes: dict[str, Any]) -> None:
    sound = {"event": "e" * 12, "reference": "JS" + "A" * 24, "kind": "paid", "paise": 2000, "currency": "INR"}
    assert Confirmation.model_validate_json(orjson.dumps(sound)).paise == 2000
    with pytest.raises(ValidationError):
        Confirmation.model_validate_json(orjson.dumps({**sound, **changes}))


async def test_a_citizen_sees_and_erases_his_payments_and_nobody_elses(counter: Counter, database: Database) -> None:
    payment, citizen = await counter.ask(), counter.bill.citizen
    await counter.tell("paid", reference=payment.reference)
    (shown,) = await database.do(lambda s: holding.export(s, citizen))
    assert (shown["application"], shown["rupees"], shown["state"]) == (counter.bill.application, 20.0, "paid")
    stranger = await a_citizen(database)
    assert await database.do(lambda s: holding.export(s, stranger)) == []
    assert await database.do(lambda s: holding.erase(s, stranger)) == 0
    assert await database.do(lambda s: holding.erase(s, citizen)) == 1
    orders = select(func.count()).select_from(PaymentOrder).where(PaymentOrder.key == counter.key)
    assert await database.do(lambda s: s.scalar(orders)) == 0
    assert await counter.payments.newest_of(citizen) is None
