"""Writing the audit trail and checking that nobody has changed it.

Entries are written at the very end of their transaction, so that the lock which orders them is held no longer than a
commit takes, and is never waited for while another row is yet to be locked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit.models import AuditEntry
from portal.base import now

FIRST = bytes(32)
_LOCK = 7_012_027
_PENDING = "audit"
_AT_ONCE = 1000

Detail = str | int | bool | None


@dataclass(frozen=True, slots=True)
class _Pending:
    actor: str
    action: str
    citizen: UUID | None
    subject: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number (0 when there is none) and its hash."""

    seq: int
    hash: bytes


class Tampered(Exception):
    """The trail is not what was written: the entry of this number is changed, missing or out of place."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"audit entry {seq} is changed, missing or out of place")
        self.seq = seq


def record(
    session: AsyncSession, action: str, *, actor: str, citizen: UUID | None = None, subject: str | None = None,
    **detail: Detail,
) -> None:  # fmt: skip
    """Note what this transaction does; `action` as "complaint.lodged", `actor` as "citizen", "system", "officer".

    Nothing personal in any of them: ids, states and counts.
    """
    pending = session.info.setdefault(_PENDING, [])
    pending.append(_Pending(actor, action, citizen, subject, _canonical(detail)))


async def append(session: AsyncSession) -> None:
    """Write what was noted in this session; `portal.database` calls it before each commit."""
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    head = await last(session)
    for one in pending:
        entry = AuditEntry(
            seq=head.seq + 1, at=now(), actor=one.actor, action=one.action, citizen_id=one.citizen,
            subject=one.subject, detail=one.detail, previous=head.hash,
        )  # fmt: skip
        entry.hash = _hash(entry)
        session.add(entry)
        head = Head(entry.seq, entry.hash)
    await session.flush()


async def last(session: AsyncSession) -> Head:
    """Where the trail ends now."""
    newest = select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    row = (await session.execute(newest)).one_or_none()
    return Head(row.seq, bytes(row.hash)) if row else Head(0, FIRST)


async def verify(session: AsyncSession, since: Head | None = None) -> Head:
    """Recompute every hash and return the last; raises Tampered.

    `since` is an end of the trail noted before, elsewhere: it must still be part of it, which shows entries cut off.
    """
    head = Head(0, FIRST)
    while entries := await _after(session, head.seq):
        for entry in entries:
            sound = entry.seq == head.seq + 1 and entry.previous == head.hash and entry.hash == _hash(entry)
            if not sound or (since and entry.seq == since.seq and entry.hash != since.hash):
                raise Tampered(head.seq + 1)
            head = Head(entry.seq, entry.hash)
    if since and since.seq > head.seq:
        raise Tampered(head.seq + 1)
    return head


async def _after(session: AsyncSession, seq: int) -> list[AuditEntry]:
    entries = select(AuditEntry).where(AuditEntry.seq > seq).order_by(AuditEntry.seq).limit(_AT_ONCE)
    found = list((await session.scalars(entries)).all())
    session.expunge_all()
    return found


def _hash(entry: AuditEntry) -> bytes:
    content: dict[str, Detail] = {
        "seq": entry.seq,
        "at": _moment(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "citizen": str(entry.citizen_id) if entry.citizen_id else None,
        "subject": entry.subject,
        "detail": entry.detail,
    }
    return hashlib.sha256(entry.previous + _canonical(content).encode()).digest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(values: Mapping[str, Detail]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
