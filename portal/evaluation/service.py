"""Makes what exists before a conversation, reads the codes that were sent in it, and lets time pass."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from fpdf import FPDF
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.citizens.models import Citizen
from portal.citizens.phones import e164
from portal.documents.inspection import Kind
from portal.errors import Invalid, NotFound
from portal.evaluation.schemas import Given
from portal.outside.sms import EmbeddedSms
from portal.payments.embedded import confirmation
from portal.payments.models import EventKind
from portal.payments.service import Confirmation
from portal.privacy import service as privacy
from portal.proof import origins
from portal.proof.models import OneTimeCode, ProofOfIdentity
from portal.proof.service import end_proof, expire_codes
from portal.samples import MAKERS
from portal.services import Portal

_CODE = re.compile(r"\b\d{6}\b")
_LOOKS = 40
_LOOK_AGAIN_S = 0.05
_END_SESSION = text("UPDATE sessions SET expires_at = now() WHERE id = :session")


async def prepare(portal: Portal, session_id: str, calls: bool, given: Given) -> None:
    """The citizen, applications, complaints … of `given`, as if new; what had these phones before is erased.

    With `calls` the session is one in which the citizen calls or writes from that phone. Raises NotAPhone, Invalid.
    """
    who, cases = given.citizen, given.cases()
    phone = e164(who.phone) if who else None
    phones = {*_owners(cases), *([phone] if phone else [])}
    await portal.proofs.limits.reset()
    for one in sorted(phones):
        await _erase(portal, one)
    citizen = await _citizen(portal, phone, who.name) if who and phone else Citizen(addresses=[])
    try:
        for maker in MAKERS:
            await maker(portal, citizen, cases)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid from error
    if calls and phone:
        await portal.database.do(lambda session: origins.bind(session, session_id, "phone", phone))


async def last_code(portal: Portal, session_id: str) -> str | None:
    """The code sent last in a session, alive or dead; it may still be on its way to the embedded sender."""
    sent = select(OneTimeCode.id).where(OneTimeCode.session_id == session_id, OneTimeCode.phone.is_not(None))
    newest = sent.order_by(OneTimeCode.created_at.desc()).limit(1)
    found = await portal.database.do(lambda session: session.scalar(newest))
    return await _read(portal, found) if found else None


async def expire(portal: Portal, session_id: str) -> None:
    """The codes sent so far are dead."""
    await portal.database.do(lambda session: expire_codes(session, session_id))


async def new_day(portal: Portal, session_id: str) -> None:
    """The session has ended, and what was proven in it; who writes next from there begins anew."""

    async def work(session: AsyncSession) -> None:
        await end_proof(session, session_id)
        await session.execute(_END_SESSION, {"session": session_id})

    await portal.database.do(work)


async def settle_fee(portal: Portal, session_id: str, kind: EventKind) -> None:
    """What the payment gateway would tell of the fee asked for last in a session. Raises NotFound."""
    whose = select(ProofOfIdentity.citizen_id).where(ProofOfIdentity.session_id == session_id)
    newest = whose.order_by(ProofOfIdentity.proven_at.desc()).limit(1)
    citizen = await portal.database.do(lambda session: session.scalar(newest))
    payment = await portal.payments.newest_of(citizen) if citizen else None
    if payment is None:
        raise NotFound
    body, _ = confirmation("", payment.reference, kind, payment.paise)
    await portal.payments.confirm(Confirmation.model_validate_json(body), body)


async def send_paper(portal: Portal, session_id: str, kind: Kind) -> str:
    """A sample paper, sent in a session; what stands for it in a message."""
    return (await portal.documents.keep(session_id, _SAMPLES[kind]())).token


def _sample_photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    return out.getvalue()


def _sample_document() -> bytes:
    page = FPDF()
    page.add_page()
    return bytes(page.output())


_SAMPLES: dict[Kind, Callable[[], bytes]] = {"photo": _sample_photo, "document": _sample_document}


async def _citizen(portal: Portal, phone: str, name: str | None) -> Citizen:
    return await portal.database.do(lambda session: citizens.at_address_or_new(session, "phone", phone, name=name))


async def _erase(portal: Portal, phone: str) -> None:
    async def work(session: AsyncSession) -> None:
        if known := await citizens.at_address(session, "phone", phone):
            await privacy.erase(session, known.id)

    await portal.database.do(work)


def _owners(cases: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {e164(str(case["owner_phone"])) for listed in cases.values() for case in listed if case.get("owner_phone")}


async def _read(portal: Portal, code_id: UUID) -> str | None:
    if not isinstance(portal.sms, EmbeddedSms):
        return None
    for _ in range(_LOOKS):
        if words := await portal.sms.sent(f"code:{code_id}"):
            found = _CODE.search(words)
            return found.group() if found else None
        await asyncio.sleep(_LOOK_AGAIN_S)
    return None
