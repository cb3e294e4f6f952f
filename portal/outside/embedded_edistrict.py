"""e-District on our own tables, for where the real one cannot be reached."""

from __future__ import annotations

import json
import secrets
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from portal.applications.models import ApplicationEventRow, ApplicationRow
from portal.applications.states import may_become
from portal.audit import chain
from portal.base import now
from portal.calendar import today
from portal.citizens import service as citizens
from portal.database import Database
from portal.notices.service import tell
from portal.outside.edistrict import Application, ApplicationEvent, ApplicationState, NewApplication
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.sealed import digest, finds

_TRIES = 5
_MOST_LISTED = 20


class EmbeddedEDistrict:
    """Implements portal.outside.edistrict.EDistrict."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, number: str) -> Application | None:
        return await self._database.do(lambda session: find(session, number))

    async def of_mobile(self, mobile: str) -> list[Application]:
        where = finds(ApplicationRow.phone_digest, mobile)
        listed = select(ApplicationRow).where(where).order_by(ApplicationRow.created_at.desc()).limit(_MOST_LISTED)

        async def work(session: AsyncSession) -> list[Application]:
            return [as_application(row) for row in await session.scalars(listed)]

        return await self._database.do(work)

    async def submit(self, new: NewApplication, key: str) -> Application:
        return await self._database.do(lambda session: submit(session, new, key))

    async def withdraw(self, number: str) -> Application:
        return await self._database.do(
            lambda session: advance(session, number, ApplicationState.WITHDRAWN, actor="citizen")
        )


async def find(session: AsyncSession, number: str) -> Application | None:
    """The application with this number, in this transaction."""
    row = await _row(session, number)
    return as_application(row) if row else None


async def submit(
    session: AsyncSession, new: NewApplication, key: str | None, *, number: str | None = None,
    state: ApplicationState = ApplicationState.SUBMITTED, due_on: date | None = None, submitted_on: date | None = None,
    reason: str | None = None,
) -> Application:  # fmt: skip
    """Lodge in this transaction; samples give number, state and days. With a key used before, the first one."""
    for _ in range(_TRIES):
        if key and (known := await _by_key(session, key)):
            return as_application(known)
        try:
            async with session.begin_nested():
                row = await _insert(session, new, key, number or _fresh_number(), state)
        except IntegrityError:
            continue
        row.due_on, row.submitted_on, row.reason = due_on, submitted_on or row.submitted_on, reason
        await session.flush()
        chain.record(
            session, "application.submitted", actor="citizen", citizen=row.citizen_id, subject=str(row.id),
            service=row.service,
        )  # fmt: skip
        return as_application(row)
    raise RefusedThere("number_taken")


async def advance(
    session: AsyncSession, number: str, state: ApplicationState, *, actor: str, note: str | None = None
) -> Application:
    """The next step of an application, in this transaction; the same step again changes nothing.

    Raises NotKnownThere, and RefusedThere for a step that its state does not allow.
    """
    row = await _row(session, number, for_update=True)
    if row is None:
        raise NotKnownThere
    if row.state == state:
        return as_application(row)
    if not may_become(ApplicationState(row.state), state):
        raise RefusedThere("wrong_state")
    row.state, row.reason = state, note
    row.events.append(ApplicationEventRow(state=state, note=note, at=now()))
    await session.flush()
    what = f"application.{state.value}"
    chain.record(session, what, actor=actor, citizen=row.citizen_id, subject=str(row.id))
    if actor != "citizen":
        key = f"application:{row.id}:{row.events[-1].id}"
        await tell(session, row.citizen_id, key, f"application_{state.value}", number=row.number)
    return as_application(row)


async def _insert(
    session: AsyncSession, new: NewApplication, key: str | None, number: str, state: ApplicationState
) -> ApplicationRow:
    citizen = await citizens.at_address_or_new(session, "phone", new.mobile, name=new.name)
    row = ApplicationRow(
        citizen_id=citizen.id,
        number=number,
        number_digest=digest("application", number),
        phone=new.mobile,
        phone_digest=digest("phone", new.mobile),
        name=new.name,
        service=new.service,
        district=new.district,
        form=json.dumps(new.fields, ensure_ascii=False),
        documents=json.dumps(new.documents),
        state=state,
        submitted_on=today(),
        request_key=key,
        events=[ApplicationEventRow(state=state, at=now())],
    )
    session.add(row)
    await session.flush()
    return row


def as_application(row: ApplicationRow) -> Application:
    """The row as e-District's interface has it."""
    return Application(
        number=row.number,
        service=row.service,
        state=ApplicationState(row.state),
        submitted_on=row.submitted_on,
        history=tuple(
            ApplicationEvent(state=ApplicationState(event.state), at=event.at, note=event.note) for event in row.events
        ),
        mobile=row.phone,
        name=row.name,
        due_on=row.due_on,
        reason=row.reason,
    )


async def _row(session: AsyncSession, number: str, *, for_update: bool = False) -> ApplicationRow | None:
    found = select(ApplicationRow).where(finds(ApplicationRow.number_digest, number))
    return (await session.scalars(found.with_for_update() if for_update else found)).first()


async def _by_key(session: AsyncSession, key: str) -> ApplicationRow | None:
    return (await session.scalars(select(ApplicationRow).where(ApplicationRow.request_key == key))).first()


def _fresh_number() -> str:
    """Year, month and six digits that nobody can guess from another's number."""
    return f"{today():%y%m}{secrets.randbelow(1_000_000):06d}"
