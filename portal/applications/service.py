"""Applications of citizens, wherever they are kept, and the appeals prepared for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.schema import Record
from portal.applications.appeals import appeal_text
from portal.applications.models import Appeal
from portal.applications.standing import Standing, Step, standing
from portal.audit import chain
from portal.calendar import today
from portal.database import Database
from portal.errors import Conflict
from portal.following.service import Following
from portal.outside.case_state import CaseState
from portal.outside.edistrict import Application, EDistrict, NewApplication
from portal.owners import owner_of, verified_phones
from portal.sealed import digest, finds


@dataclass(frozen=True)
class Owned:
    """An application and the citizen whose number is on its record; None when the office has no number."""

    application: Application
    owner: UUID | None


class Applications:
    """Shows nothing by itself: whoever asks must have proven to be the owner (portal/proof). Raises OutsideUnavailable
    when e-District cannot be asked, Unavailable without our own database."""

    def __init__(self, office: EDistrict, database: Database, following: Following | None = None) -> None:
        self._office = office
        self._database = database
        self._following = following or Following(database)

    async def find(self, number: str) -> Owned | None:
        """The application with this number, whoever asks."""
        application = await self._office.find(number)
        if application is None:
            return None
        return Owned(application, await owner_of(self._database, application.mobile, application.name))

    async def of_citizen(self, citizen_id: UUID) -> list[Application]:
        """Those with a number of this citizen on record, newest first."""
        found: dict[str, Application] = {}
        for phone in await verified_phones(self._database, citizen_id):
            found |= {application.number: application for application in await self._office.of_mobile(phone)}
        await self._following.begin("application", citizen_id, *map(_state, found.values()))
        return sorted(found.values(), key=lambda application: application.submitted_on, reverse=True)

    async def submit(self, new: NewApplication, key: str) -> Application:
        """Lodge it; `key` is the correlation id of the turn, so that a turn run again lodges nothing more."""
        application = await self._office.submit(new, key)
        await self._following.lodged("application", application.mobile or new.mobile, new.name, _state(application))
        return application

    async def follow(self, owned: Owned) -> None:
        """Its owner has proven to be that and sees it, and will hear of what becomes of it."""
        await self._following.begin("application", owned.owner, _state(owned.application))

    async def standing(
        self, application: Application, records: Mapping[str, Record], day: date | None = None
    ) -> Standing:
        """Where it stands by the law, today or on another day."""
        appealed = await self._first_appeal_on(application)
        return standing(application, records.get(application.service), day or today(), appealed)

    async def prepare_appeal(
        self, owned: Owned, records: Mapping[str, Record], step: Step, day: date | None = None
    ) -> Appeal:
        """The text of this appeal, kept; the same one if it was prepared before. Raises Conflict if it is not open."""
        day, application = day or today(), owned.application
        appealed = await self._first_appeal_on(application) if step == "second" else None
        record = records.get(application.service)
        now_open = standing(application, record, day, appealed)
        if now_open.appeal is None or now_open.appeal.step != step or owned.owner is None:
            raise Conflict
        owner = owned.owner
        values = {
            "citizen_id": owner,
            "application_number": application.number,
            "application_digest": digest("application", application.number),
            "step": 1 if step == "first" else 2,
            "text": appeal_text(now_open, record, day, appealed),
            "prepared_on": day,
        }
        return await self._database.do(lambda session: _kept_appeal(session, owner, values))

    async def _first_appeal_on(self, application: Application) -> date | None:
        first = select(Appeal.prepared_on).where(finds(Appeal.application_digest, application.number), Appeal.step == 1)
        return await self._database.do(lambda session: session.scalar(first))


def _state(application: Application) -> CaseState:
    return CaseState(application.number, application.state)


async def _kept_appeal(session: AsyncSession, owner: UUID, values: dict[str, Any]) -> Appeal:
    made = insert(Appeal).values(values).on_conflict_do_nothing().returning(Appeal.id)
    if await session.scalar(made):
        chain.record(session, "appeal.prepared", actor="citizen", citizen=owner, step=values["step"])
    same = (Appeal.application_digest == values["application_digest"], Appeal.step == values["step"])
    kept = (await session.scalars(select(Appeal).where(*same))).first()
    if kept is None:
        raise Conflict
    return kept
