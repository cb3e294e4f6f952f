"""CM Helpline on our own tables, for where the real one cannot be reached."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.citizens import service as citizens
from portal.complaints.levels import above, can_reopen
from portal.complaints.models import ComplaintEventRow, ComplaintRow, EventKind
from portal.database import Database
from portal.outside.cm_helpline import (
    Attachment,
    Complaint,
    ComplaintState,
    Level,
    NewComplaint,
    Place,
    is_number,
)
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.sealed import digest, finds

Change = Callable[[ComplaintRow], None]
_TRIES = 5
_MOST_LISTED = 20


class EmbeddedCmHelpline:
    """Implements portal.outside.cm_helpline.CmHelpline."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lodge(self, new: NewComplaint, key: str) -> Complaint:
        return await self._database.do(lambda session: lodge(session, new, key))

    async def find(self, number: str) -> Complaint | None:
        return await self._database.do(lambda session: find(session, number))

    async def of_mobile(self, mobile: str) -> list[Complaint]:
        where = finds(ComplaintRow.phone_digest, mobile)
        listed = select(ComplaintRow).where(where).order_by(ComplaintRow.lodged_at.desc()).limit(_MOST_LISTED)

        async def work(session: AsyncSession) -> list[Complaint]:
            return [as_complaint(row) for row in await session.scalars(listed)]

        return await self._database.do(work)

    async def add(self, number: str, text: str, key: str, attachments: tuple[Attachment, ...] = ()) -> Complaint:
        def change(row: ComplaintRow) -> None:
            if row.state in (ComplaintState.CLOSED, ComplaintState.FORCE_CLOSED):
                raise RefusedThere("closed")
            row.attachments = _attachments_json((*_attachments(row), *attachments))
            _note(row, "added", text, key)

        return await self._change(number, key, change)

    async def judge(self, number: str, satisfied: bool, rating: int | None, key: str) -> Complaint:
        def change(row: ComplaintRow) -> None:
            if row.state == ComplaintState.OPEN:
                raise RefusedThere("not_resolved")
            if not satisfied and not can_reopen(as_complaint(row), now()):
                raise RefusedThere("not_reopenable")
            row.satisfied, row.rating = satisfied, rating or row.rating
            if satisfied:
                row.state = ComplaintState.CLOSED
            else:
                _open_again(row)
            _note(row, "judged", None, key)

        return await self._change(number, key, change)

    async def reopen(self, number: str, reason: str, key: str) -> Complaint:
        def change(row: ComplaintRow) -> None:
            if not can_reopen(as_complaint(row), now()):
                raise RefusedThere("not_reopenable")
            _open_again(row)
            _note(row, "reopened", reason, key)

        return await self._change(number, key, change)

    async def _change(self, number: str, key: str, change: Change) -> Complaint:
        async def work(session: AsyncSession) -> Complaint:
            row = await _row(session, number, for_update=True)
            if row is None:
                raise NotKnownThere
            if any(event.request_key == key for event in row.events):
                return as_complaint(row)
            change(row)
            await session.flush()
            what = f"complaint.{row.events[-1].kind}"
            chain.record(session, what, actor="citizen", citizen=row.citizen_id, subject=str(row.id), level=row.level)
            return as_complaint(row)

        return await self._database.do(work)


async def find(session: AsyncSession, number: str) -> Complaint | None:
    """The complaint with this number, in this transaction."""
    row = await _row(session, number)
    return as_complaint(row) if row else None


async def lodge(
    session: AsyncSession, new: NewComplaint, key: str | None, *, number: str | None = None, level: Level = Level.L1,
    state: ComplaintState = ComplaintState.OPEN, at: datetime | None = None, resolution: str | None = None,
) -> Complaint:  # fmt: skip
    """Lodge in this transaction; samples give number, level and state. With a key used before, the first one."""
    for _ in range(_TRIES):
        if key and (known := await _by_key(session, key)):
            return as_complaint(known)
        try:
            async with session.begin_nested():
                row = await _insert(session, new, key, number or _fresh_number(), level, state, at or now())
        except IntegrityError:
            continue
        row.resolution = resolution
        chain.record(
            session, "complaint.lodged", actor="citizen", citizen=row.citizen_id, subject=str(row.id),
            department=row.department, district=row.district,
        )  # fmt: skip
        return as_complaint(row)
    raise RefusedThere("number_taken")


async def _insert(
    session: AsyncSession, new: NewComplaint, key: str | None, number: str, level: Level, state: ComplaintState,
    at: datetime,
) -> ComplaintRow:  # fmt: skip
    citizen = await citizens.at_address_or_new(session, "phone", new.mobile, name=new.name) if new.mobile else None
    place = new.place
    row = ComplaintRow(
        citizen_id=citizen.id if citizen else None,
        number=number,
        number_digest=digest("complaint", number),
        phone=new.mobile,
        phone_digest=digest("phone", new.mobile) if new.mobile else None,
        name=new.name,
        department=new.department,
        subject=new.subject,
        district=place.district,
        block=place.block,
        locality=place.locality,
        location=None if place.latitude is None else f"{place.latitude},{place.longitude}",
        text=new.text,
        attachments=_attachments_json(new.attachments),
        state=state,
        level=level,
        lodged_at=at,
        level_since=at,
        resolved_at=None if state is ComplaintState.OPEN else at,
        request_key=key,
        events=[],
    )
    _note(row, "lodged", None, None)
    session.add(row)
    await session.flush()
    return row


def as_complaint(row: ComplaintRow) -> Complaint:
    """The row as the helpline's interface has it."""
    latitude, _, longitude = (row.location or "").partition(",")
    place = Place(
        district=row.district,
        block=row.block,
        locality=row.locality,
        latitude=float(latitude) if latitude else None,
        longitude=float(longitude) if longitude else None,
    )
    said = [row.text, *(event.text for event in row.events if event.kind in ("added", "reopened") and event.text)]
    return Complaint(
        number=row.number,
        state=ComplaintState(row.state),
        level=Level(row.level),
        department=row.department,
        subject=row.subject,
        place=place,
        mobile=row.phone,
        text="\n".join(said),
        lodged_at=row.lodged_at,
        level_since=row.level_since,
        resolution=row.resolution,
        resolved_at=row.resolved_at,
        satisfied=row.satisfied,
        rating=row.rating,
    )


def _open_again(row: ComplaintRow) -> None:
    row.state, row.level, row.level_since = ComplaintState.OPEN, above(Level(row.level)), now()


def _note(row: ComplaintRow, kind: EventKind, text: str | None, key: str | None) -> None:
    row.events.append(ComplaintEventRow(kind=kind, level=Level(row.level), text=text, request_key=key))


async def _row(session: AsyncSession, number: str, *, for_update: bool = False) -> ComplaintRow | None:
    if not is_number(number):
        return None
    found = select(ComplaintRow).where(finds(ComplaintRow.number_digest, number))
    return (await session.scalars(found.with_for_update() if for_update else found)).first()


async def _by_key(session: AsyncSession, key: str) -> ComplaintRow | None:
    return (await session.scalars(select(ComplaintRow).where(ComplaintRow.request_key == key))).first()


def _attachments(row: ComplaintRow) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(one) for one in json.loads(row.attachments or "[]"))


def _attachments_json(attachments: tuple[Attachment, ...]) -> str | None:
    return json.dumps([attachment.model_dump() for attachment in attachments]) if attachments else None


def _fresh_number() -> str:
    return str(secrets.randbelow(90_000_000) + 10_000_000)
