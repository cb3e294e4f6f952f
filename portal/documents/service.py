"""Keeping papers, telling whose they are, and handing them on with an application or a complaint."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import structlog
from sqlalchemy import or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit import chain
from portal.base import now
from portal.database import Database
from portal.documents.errors import FileHarmful, FileTooLarge, FileUnsound
from portal.documents.folder import FileGone, Folder, Written
from portal.documents.inspection import Inspected, Kind, inspected
from portal.documents.models import Document
from portal.documents.scanning import Scanner
from portal.errors import Conflict, NotFound

Standing = Literal["kept", "coming", "refused"]

_LETTERS, _LENGTH = "abcdefghijklmnop", 32
_AT_ONCE = 2
_SETTLED_S = 3600.0
# A file of WhatsApp is named by its message before it is fetched.
_COMING = text("SELECT id, state FROM media WHERE session_id = :session AND id = ANY(:references)")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Kept:
    """A file that was taken; `reference` names it from then on."""

    reference: str
    kind: Kind
    media_type: str
    size: int

    @property
    def token(self) -> str:
        """What stands for it in a message."""
        return f"<{self.kind}:{self.reference}>"


def reference_from(digest: bytes) -> str:
    """A reference of 32 letters: nobody can guess it, and no sign in it can be taken for a number."""
    return "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in digest[: _LENGTH // 2])


class Documents:
    """One store for all channels. `limit` is the most bytes of a file."""

    def __init__(self, database: Database, folder: Folder, scanner: Scanner, limit: int) -> None:
        self._database = database
        self._folder = folder
        self._scanner = scanner
        self._limit = limit
        self._room = asyncio.Semaphore(_AT_ONCE)

    @property
    def limit(self) -> int:
        return self._limit

    async def keep(self, session_id: str, content: bytes, reference: str | None = None) -> Kept:
        """Look at a file, scan it, keep it; with a reference given, the same file is kept once.

        Raises the errors of errors.py; after FileHarmful it is in quarantine.
        """
        if len(content) > self._limit:
            raise FileTooLarge
        if not content:
            raise FileUnsound
        async with self._room:
            file = await asyncio.to_thread(inspected, content)
        harmful = await self._scanner.is_harmful(content)
        written = await asyncio.to_thread(self._folder.write, content if harmful else file.content)
        name = reference or reference_from(secrets.token_bytes(16))
        await self._database.do(lambda session: _keep(session, session_id, name, file, written, harmful))
        if harmful:
            raise FileHarmful
        return Kept(name, file.kind, file.media_type, len(file.content))

    async def standing(self, session_id: str, citizen: UUID | None, references: Collection[str]) -> dict[str, Standing]:
        """How each of these stands that was sent in this session or by this citizen; others are left out."""
        if not references:
            return {}
        return await self._database.do(lambda session: _standing(session, session_id, citizen, references))

    async def adopt(self, session_id: str, citizen: UUID, references: Collection[str]) -> None:
        """What was sent in this session is this citizen's, who has proven who he is."""
        mine = (Document.reference.in_(references), Document.session_id == session_id, Document.citizen_id.is_(None))
        await self._database.do(
            lambda session: session.execute(update(Document).where(*mine).values(citizen_id=citizen))
        )

    async def attach(self, citizen: UUID, references: Collection[str]) -> None:
        """They go with something lodged, and are kept as long as that needs them. Raises Conflict if one is not his."""
        if references:
            await self._database.do(lambda session: _attach(session, citizen, set(references)))

    async def attached(self, reference: str) -> tuple[str, bytes]:
        """(media type, content) of a file that went with something lodged. Raises NotFound."""
        sound = len(reference) == _LENGTH and set(reference) <= set(_LETTERS)
        document = await self._database.do(lambda session: session.get(Document, reference)) if sound else None
        if document is None or document.state != "attached":
            raise NotFound
        try:
            content = await asyncio.to_thread(self._folder.read, document.file_name, document.file_key)
        except FileGone:
            _log.error("documents.file_gone")
            raise NotFound from None
        return document.media_type, content

    async def sweep(self) -> int:
        """Delete files whose row is gone, which nobody can read any more; how many."""
        files = await asyncio.to_thread(lambda: set(self._folder.older_than(_SETTLED_S)))
        known = select(Document.file_name).where(Document.file_name.in_(files))
        needed = set(await self._database.do(lambda session: session.scalars(known))) if files else set()
        await asyncio.to_thread(self._folder.delete, files - needed)
        return len(files - needed)


async def _keep(
    session: AsyncSession, session_id: str, reference: str, file: Inspected, written: Written, harmful: bool
) -> None:
    values = {
        "reference": reference,
        "session_id": session_id,
        "kind": file.kind,
        "file_name": written.name,
        "file_key": written.key,
        "media_type": file.media_type,
        "size": len(file.content),
        "state": "quarantined" if harmful else "kept",
    }
    made = insert(Document).values(values).on_conflict_do_nothing(index_elements=["reference"])
    if await session.scalar(made.returning(Document.reference)) and harmful:
        chain.record(session, "document.quarantined", actor="scanner", subject=reference)


async def _standing(
    session: AsyncSession, session_id: str, citizen: UUID | None, references: Collection[str]
) -> dict[str, Standing]:
    mine = or_(Document.session_id == session_id, Document.citizen_id == citizen) if citizen else (
        Document.session_id == session_id
    )  # fmt: skip
    found = await session.execute(
        select(Document.reference, Document.state).where(Document.reference.in_(references), mine)
    )
    standing: dict[str, Standing] = {
        reference: "refused" if state == "quarantined" else "kept" for reference, state in found
    }
    coming = await session.execute(_COMING, {"session": session_id, "references": sorted(references)})
    for reference, state in coming:
        standing.setdefault(reference, "coming" if state == "waiting" else "refused")
    return standing


async def _attach(session: AsyncSession, citizen: UUID, references: set[str]) -> None:
    mine = (Document.reference.in_(references), Document.citizen_id == citizen, Document.state != "quarantined")
    attached = update(Document).where(*mine).values(state="attached", updated_at=now()).returning(Document.reference)
    if set(await session.scalars(attached)) != references:
        raise Conflict
    chain.record(session, "documents.attached", actor="citizen", citizen=citizen, documents=len(references))
