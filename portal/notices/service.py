"""Telling a citizen what has changed: noted together with the change, sent later, once.

A notice goes where the citizen last agreed to notices: to the web conversation in which that was, if it is open and
the citizen proven in it; to the WhatsApp conversation, through the gateway's deliveries; else as a text message to the
phone on record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import PortalError, Unavailable
from portal.notices import web
from portal.notices.models import Notice, State
from portal.notices.web import Screens
from portal.notices.whatsapp import hand_over
from portal.outside.sms import Message, Sms
from portal.privacy import consent
from portal.privacy.models import Consent
from portal.wording import Language, say

_MOST_TRIES = 12
_LEASE = timedelta(seconds=30)
_LONGEST_PAUSE_S = 3600
_AT_ONCE = 50
_log = structlog.get_logger(__name__)


async def tell(session: AsyncSession, citizen: UUID, key: str, message: str, **details: str) -> None:
    """Note in the caller's transaction that a citizen is to be told.

    `key` names the event, such as "application:<id>:approved": it is told once. `message` is a key of portal/messages,
    `details` its values; a value `{name}_hi` and `{name}_en` in place of `{name}` is worded by language.
    """
    values = {"citizen_id": citizen, "key": key, "message": message, "details": json.dumps(details)}
    await session.execute(insert(Notice).values(values).on_conflict_do_nothing(index_elements=["key"]))


@dataclass(frozen=True, slots=True)
class _Due:
    id: UUID
    citizen: UUID
    message: str
    text: str
    language: Language
    tries: int
    consent: Consent | None
    phone: str | None


class NoticeSender:
    """Sends what is due; several processes may do so at once."""

    def __init__(self, database: Database, sms: Sms, screens: Screens | None = None) -> None:
        self._database = database
        self._sms = sms
        self._screens = screens

    async def send_due(self) -> int:
        """How many were sent. What failed is tried again later, each time after a longer pause."""
        due = await self._database.do(_take)
        return sum([await self._send(one) for one in due])

    async def _send(self, due: _Due) -> bool:
        try:
            state, channel = await self._hand_over(due)
        except Unavailable:
            await self._database.do(lambda session: _try_later(session, due))
            return False
        except PortalError as error:
            _log.error("notice.failed", reason=error.key)
            state, channel = "failed", None
        await self._database.do(lambda session: _finish(session, due, state, channel))
        return state == "sent"

    async def _hand_over(self, due: _Due) -> tuple[State, str | None]:
        if due.consent is None or not due.consent.given:
            return "not_wanted", None
        agreed = due.consent
        if agreed.channel == "web" and await self._shown(due, agreed.session_id):
            return "sent", "web"
        if agreed.channel == "whatsapp":
            handed = await self._database.do(
                lambda session: hand_over(session, agreed.session_id, f"notice {due.id}", due.text, due.language)
            )
            if handed:
                return "sent", "whatsapp"
        if due.phone is None:
            return "failed", None
        await self._sms.send(Message(due.phone, due.text, "notice", f"notice:{due.id}"))
        return "sent", "sms"

    async def _shown(self, due: _Due, session_id: str) -> bool:
        if self._screens is None or not await self._screens.is_open(session_id):
            return False
        source = f"notice {due.id}"
        handed = await self._database.do(
            lambda session: web.hand_over(session, session_id, due.citizen, source, due.message, due.text, due.language)
        )
        if handed:
            self._screens.moved_on(session_id)
        return handed


async def _take(session: AsyncSession) -> list[_Due]:
    """Notices that are due, ours for a while."""
    moment = now()
    waiting = (
        select(Notice)
        .where(Notice.state == "pending", Notice.not_before <= moment)
        .order_by(Notice.not_before)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    notices = list(await session.scalars(waiting))
    for notice in notices:
        notice.not_before = moment + _LEASE
        notice.tries += 1
    return [await _due(session, notice) for notice in notices]


async def _due(session: AsyncSession, notice: Notice) -> _Due:
    citizen = await citizens.get(session, notice.citizen_id)
    language = citizen.language or "hi"
    newest = (
        select(Consent)
        .where(Consent.citizen_id == notice.citizen_id, Consent.purpose == "notices")
        .where(Consent.notice == consent.version("notices"))
        .order_by(Consent.created_at.desc())
        .limit(1)
    )
    words = say(notice.message, language, **_worded(json.loads(notice.details), language))
    return _Due(
        notice.id,
        notice.citizen_id,
        notice.message,
        words,
        language,
        notice.tries,
        await session.scalar(newest),
        await citizens.phone_of(session, notice.citizen_id),
    )


def _worded(details: dict[str, str], language: Language) -> dict[str, str]:
    own = {name.removesuffix(f"_{language}"): value for name, value in details.items() if name.endswith(f"_{language}")}
    return {**details, **own}


async def _finish(session: AsyncSession, due: _Due, state: State, channel: str | None) -> None:
    await session.execute(update(Notice).where(Notice.id == due.id).values(state=state, channel=channel))
    chain.record(session, f"notice.{state}", actor="system", citizen=due.citizen, subject=f"notice:{due.id}")


async def _try_later(session: AsyncSession, due: _Due) -> None:
    if due.tries >= _MOST_TRIES:
        await _finish(session, due, "failed", None)
        return
    pause = timedelta(seconds=min(5 * 2**due.tries, _LONGEST_PAUSE_S))
    await session.execute(update(Notice).where(Notice.id == due.id).values(not_before=now() + pause))
