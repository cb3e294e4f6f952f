"""The payment gateway, where an order is placed before anybody pays. Contract: contract.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import structlog
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.database import Database
from portal.outside.errors import OutsideUnavailable, RefusedThere
from portal.outside.http import Call, OutsideClient
from portal.payments import upi
from portal.payments.models import PaymentOrder

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NewOrder:
    """What is to be paid, in paise; `reference` is ours and comes back in the confirmation."""

    reference: str
    paise: int
    note: str


class PaymentGateway(Protocol):
    """Raises OutsideUnavailable when no order can be placed now, RefusedThere when never."""

    async def order(self, new: NewOrder, key: str) -> str:
        """The UPI link for the order; with the same key again, the same link."""


class _Placed(BaseModel):
    model_config = ConfigDict(frozen=True)

    link: str


class HttpPaymentGateway:
    """The state's payment gateway."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def order(self, new: NewOrder, key: str) -> str:
        body = {"reference": new.reference, "paise": new.paise, "currency": "INR", "note": new.note}
        placed = await self._client.ask(Call("placeOrder", "POST", "/orders", body=body, key=key), _Placed)
        if not upi.asks_for(placed.link, new.reference, new.paise):
            _log.error("payment.link_differs", reference=new.reference)
            raise OutsideUnavailable
        return placed.link


class EmbeddedPaymentGateway:
    """Places orders in our own table; `python -m portal.payments` pays them. In production there is no such thing."""

    def __init__(self, database: Database, payee: str, payee_name: str, *, production: bool) -> None:
        self._database = database
        self._payee = payee
        self._payee_name = payee_name
        self._production = production

    async def order(self, new: NewOrder, key: str) -> str:
        if self._production:
            raise OutsideUnavailable
        made = upi.link(self._payee, self._payee_name, new.reference, new.paise, new.note)
        values = {"key": key, "reference": new.reference, "paise": new.paise, "link": made}

        async def place(session: AsyncSession) -> str:
            await session.execute(insert(PaymentOrder).values(values).on_conflict_do_nothing())
            order = await session.scalar(select(PaymentOrder).where(PaymentOrder.key == key))
            if order is None or (order.reference, order.paise) != (new.reference, new.paise):
                raise RefusedThere("key_used_for_another_order")
            return order.link

        return await self._database.do(place)
