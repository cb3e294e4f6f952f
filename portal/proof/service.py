"""One-time codes: six digits, five minutes, five tries, for the session that asked.

Whether a code is sent to somebody or to nobody looks the same to whoever asks: the same steps, the same limits, the
same answers. The message itself goes out after the answer, so that not even its time tells.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import UUID, uuid4, uuid5

import structlog
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.citizens import service as citizens
from portal.citizens.phones import e164
from portal.database import Database
from portal.errors import PortalError
from portal.outside.sms import Message, Sms
from portal.proof import origins
from portal.proof.limits import CodeLimits, Limit
from portal.proof.models import OneTimeCode, ProofOfIdentity
from portal.sealed import keys
from portal.wording import Language, say

_HOUR, _DAY = 3600, 24 * 3600
_NAMED_PHONE = "phone:"
_REQUESTS = UUID("5a3e2c9e-6d7f-4f0b-9f43-0d2c8a7b9e11")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rules:
    """How long codes and proofs live, and how many are allowed an hour (a phone's: a day)."""

    code_s: int = 300
    tries: int = 5
    proof_s: int = 1800
    codes_per_session: int = 6
    codes_per_reference: int = 5
    codes_per_network: int = 60
    codes_per_phone: int = 10
    tries_per_network: int = 120


class Outcome(Enum):
    """What became of a code that was repeated to us. EXPIRED and SPENT want a new one; NONE was ever sent."""

    PROVEN = "proven"
    WRONG = "wrong"
    EXPIRED = "expired"
    SPENT = "spent"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Asker:
    session: str
    network: str


class Proofs:
    """Sends codes, checks them, and remembers which session has proven what."""

    def __init__(self, database: Database, limits: CodeLimits, sms: Sms, rules: Rules | None = None) -> None:
        self._database = database
        self.limits = limits
        self._sms = sms
        self._rules = rules or Rules()
        self._sending: set[asyncio.Task[None]] = set()

    async def send_to_phone(self, session_id: str, phone: str, language: Language, request: str = "") -> None:
        """A code to a number that the citizen names; who repeats it has that phone.

        What is asked for twice as one `request` is sent once. Raises NotAPhone, TooManyCodes, Unavailable.
        """
        number = e164(phone)
        await self._send(session_id, f"{_NAMED_PHONE}{number}", number, None, language, request)

    async def send_to_owner(
        self, session_id: str, reference: str, owner: UUID | None, language: Language, request: str = ""
    ) -> None:
        """A code to the number on record of whoever owns what is asked about; to nobody when there is no owner.

        `reference` names what is asked about, such as "application:2608113077": its limit is the same for real and for
        invented numbers. Raises TooManyCodes, Unavailable.
        """
        phone = await self._database.do(lambda session: citizens.phone_of(session, owner))
        await self._send(session_id, reference, phone, owner, language, request)

    async def check(self, session_id: str, code: str) -> Outcome:
        """Whether this is the code last sent in this session; a call is a try. Raises TooManyCodes, Unavailable."""
        asker = await self._asker(session_id)
        await self.limits.spend((Limit("tries", self._rules.tries_per_network, _HOUR), asker.network))

        async def work(session: AsyncSession) -> Outcome:
            return await self._check(session, session_id, code)

        return await self._database.do(work)

    async def citizen(self, session_id: str) -> UUID | None:
        """Who has proven to be whom in this session, as long as that holds."""
        live = select(ProofOfIdentity.citizen_id).where(
            ProofOfIdentity.session_id == session_id, ProofOfIdentity.expires_at > now()
        )
        return await self._database.do(lambda session: session.scalar(live))

    async def revoke(self, session_id: str) -> None:
        """From now on this session has proven nothing."""
        await self._database.do(lambda session: end_proof(session, session_id))

    async def close(self) -> None:
        """Let messages on their way go out."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=3.0)

    async def _asker(self, session_id: str) -> _Asker:
        origin = await self._database.do(lambda session: origins.origin_of(session, session_id))
        digest = origin and (origin.network_digest or origin.value_digest)
        return _Asker(session_id, digest.hex() if digest else session_id)

    async def _send(
        self, session_id: str, reference: str, phone: str | None, owner: UUID | None, language: Language, request: str
    ) -> None:
        rules, asker = self._rules, await self._asker(session_id)
        limits = [
            (Limit("session", rules.codes_per_session, _HOUR), asker.session),
            (Limit("reference", rules.codes_per_reference, _HOUR), reference),
            (Limit("network", rules.codes_per_network, _HOUR), asker.network),
        ]
        a_day = (Limit("phone", rules.codes_per_phone, _DAY), phone or reference)
        named = reference.startswith(_NAMED_PHONE)
        await self.limits.spend(*limits, *([a_day] if named else []))
        # Not told unless the asker has named the number: else it would show that it is on record.
        within = named or await self.limits.is_within(*a_day)
        code = f"{secrets.randbelow(10**6):06}"
        code_id = uuid5(_REQUESTS, f"{session_id} {request}") if request else uuid4()
        sent_to = phone if within else None
        values = {
            "id": code_id,
            "session_id": session_id,
            "citizen_id": owner,
            "phone": sent_to,
            "code_digest": keys().digest("code", f"{code_id}:{code}") if sent_to else secrets.token_bytes(32),
            "expires_at": now() + timedelta(seconds=rules.code_s),
        }
        if await self._database.do(lambda session: _keep(session, values)) and sent_to:
            words = say("code_message", language, code=code, minutes=str(rules.code_s // 60))
            self._later(self._deliver(Message(sent_to, words, "code", f"code:{code_id}")))

    async def _check(self, session: AsyncSession, session_id: str, code: str) -> Outcome:
        newest = (
            select(OneTimeCode)
            .where(OneTimeCode.session_id == session_id)
            .order_by(OneTimeCode.created_at.desc())
            .limit(1)
            .with_for_update()
        )
        held = await session.scalar(newest)
        if held is None or held.used_at is not None:
            return Outcome.NONE
        if held.tries >= self._rules.tries:
            return Outcome.SPENT
        held.tries += 1
        given = keys().digests("code", f"{held.id}:{code.strip()}")
        right = any([hmac.compare_digest(digest, held.code_digest) for digest in given])
        if held.expires_at <= now():
            return Outcome.EXPIRED
        if not right or held.phone is None:
            spent = held.tries >= self._rules.tries
            chain.record(session, "code.wrong", actor="citizen", subject=f"code:{held.id}", tries=held.tries)
            return Outcome.SPENT if spent else Outcome.WRONG
        held.used_at = now()
        await self._prove(session, held, held.phone)
        return Outcome.PROVEN

    async def _prove(self, session: AsyncSession, held: OneTimeCode, phone: str) -> None:
        citizen = (
            await citizens.get(session, held.citizen_id)
            if held.citizen_id
            else await citizens.at_address_or_new(session, "phone", phone)
        )
        await citizens.add_address(session, citizen, "phone", phone, verified=True)
        # Whoever spoke before in this session is not heard any more.
        await end_proof(session, held.session_id)
        moment = now()
        values = {"proven_at": moment, "expires_at": moment + timedelta(seconds=self._rules.proof_s)}
        await session.execute(
            insert(ProofOfIdentity)
            .values(session_id=held.session_id, citizen_id=citizen.id, **values)
            .on_conflict_do_update(index_elements=["session_id", "citizen_id"], set_=values)
        )
        chain.record(session, "identity.proven", actor="citizen", citizen=citizen.id, subject=f"code:{held.id}")

    async def _deliver(self, message: Message) -> None:
        try:
            await self._sms.send(message)
        except PortalError as error:
            _log.error("code.not_sent", reason=error.key)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


async def _keep(session: AsyncSession, values: dict[str, Any]) -> bool:
    """False if this request was kept before."""
    made = insert(OneTimeCode).values(values).on_conflict_do_nothing().returning(OneTimeCode.id)
    if await session.scalar(made) is None:
        return False
    chain.record(session, "code.asked", actor="citizen", citizen=values["citizen_id"], subject=f"code:{values['id']}")
    return True


async def end_proof(session: AsyncSession, session_id: str) -> None:
    """From now on this session has proven nothing."""
    live = (ProofOfIdentity.session_id == session_id, ProofOfIdentity.expires_at > now())
    await session.execute(update(ProofOfIdentity).where(*live).values(expires_at=now()))


async def expire_codes(session: AsyncSession, session_id: str) -> None:
    """The codes sent so far in a session are dead."""
    await session.execute(update(OneTimeCode).where(OneTimeCode.session_id == session_id).values(expires_at=now()))
