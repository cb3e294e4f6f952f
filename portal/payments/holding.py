"""Payments of a citizen."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.payments.models import Payment, PaymentEvent, PaymentOrder
from portal.privacy.holding import Holding, Rows


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """Fees asked for and paid."""
    mine = select(Payment).where(Payment.citizen_id == citizen_id).order_by(Payment.created_at)
    return [
        {
            "application": payment.application_number,
            "rupees": payment.paise / 100,
            "state": payment.state,
            "paid_at": payment.paid_at,
            "refund_due": payment.refund_due_paise / 100,
        }
        for payment in await session.scalars(mine)
    ]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """All of them, with what the gateway told and the embedded gateway's orders."""
    mine = select(Payment.request_key).where(Payment.citizen_id == citizen_id)
    await session.execute(delete(PaymentOrder).where(PaymentOrder.key.in_(mine)))
    gone = delete(Payment).where(Payment.citizen_id == citizen_id).returning(Payment.id)
    return len((await session.execute(gone)).all())


HOLDING = Holding("payments", (Payment, PaymentEvent, PaymentOrder), export, erase)
