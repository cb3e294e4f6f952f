"""Making an acknowledgement once, and showing it to whoever has a link of ours."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.acknowledgements import links, pdf
from portal.acknowledgements.models import Acknowledgement
from portal.acknowledgements.receipt import Receipt
from portal.audit import chain
from portal.database import Database
from portal.errors import NotFound
from portal.payments.service import Payments
from portal.sealed import digest, finds

PATH = "/acknowledgements"


@dataclass(frozen=True)
class Printed:
    """A PDF and the name that it is saved under."""

    name: str
    content: bytes


class Acknowledgements:
    """`address` is where citizens reach the portal. Raises Unavailable without our own database."""

    def __init__(self, database: Database, payments: Payments, address: str) -> None:
        self._database = database
        self._payments = payments
        self._address = address

    async def keep(self, citizen: UUID, service: str, receipt: Receipt) -> None:
        """Keep it for a proven citizen's application; what was kept before for the number stays."""
        values = {
            "citizen_id": citizen,
            "application_number": receipt.number,
            "application_digest": digest("application", receipt.number),
            "service": service,
            "content": receipt.model_dump_json(),
        }
        await self._database.do(lambda session: _keep(session, values))

    async def link(self, citizen: UUID, number: str) -> str | None:
        """Where a proven citizen finds the acknowledgement of his own application, for half an hour."""
        mine = (finds(Acknowledgement.application_digest, number), Acknowledgement.citizen_id == citizen)
        found = await self._database.do(lambda session: session.scalar(select(Acknowledgement.id).where(*mine)))
        return f"{self._address}{PATH}/{links.issue(found)}" if found else None

    async def printed(self, name: str) -> Printed:
        """The PDF behind a link's name. Raises NotFound."""
        wanted = links.read(name)
        kept = await self._database.do(lambda session: session.get(Acknowledgement, wanted))
        if kept is None:
            raise NotFound
        receipt = Receipt.model_validate_json(kept.content)
        payment = await self._payments.of_application(receipt.number)
        content = await asyncio.to_thread(pdf.document, receipt, payment)
        return Printed(f"acknowledgement-{receipt.number}.pdf", content)


async def _keep(session: AsyncSession, values: dict[str, object]) -> None:
    made = insert(Acknowledgement).values(values).on_conflict_do_nothing(index_elements=["application_digest"])
    if await session.scalar(made.returning(Acknowledgement.id)):
        chain.record(
            session, "acknowledgement.made", actor="system", citizen=UUID(str(values["citizen_id"])),
            service=str(values["service"]),
        )  # fmt: skip
