from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from portal.base import now
from portal.citizens import service as citizens
from portal.database import Database
from portal.documents import holding
from portal.documents.errors import FileHarmful, FileTooLarge, FileTypeUnknown, FileUnsound, ScannerUnavailable
from portal.documents.folder import Folder
from portal.documents.models import Document
from portal.documents.scanning import NoScanner, Scanner
from portal.documents.service import Documents, reference_from
from portal.errors import Conflict, NotFound
from portal.proof.models import ProofOfIdentity
from tests.portal import made
from tests.portal.papers import EXE, pdf, photo


class FindsAll:
    async def is_harmful(self, content: bytes) -> bool:
        return True


class CannotSay:
    async def is_harmful(self, content: bytes) -> bool:
        raise ScannerUnavailable


def store(database: Database, path: Path, scanner: Scanner | None = None, limit: int = 100_000) -> Documents:
    return Documents(database, Folder(path), scanner or NoScanner(), limit)


@pytest.fixture
def documents(database: Database, tmp_path: Path) -> Documents:
    return store(database, tmp_path)


async def a_citizen(database: Database) -> UUID:
    return (await database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id


async def row(database: Database, reference: str) -> Document | None:
    return await database.do(lambda s: s.get(Document, reference))


def files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()]


async def test_a_paper_is_kept_and_found_by_the_session_that_sent_it(documents: Documents, database: Database) -> None:
    session, other = await made.session(database), await made.session(database)
    kept = await documents.keep(session, pdf())
    assert (kept.kind, kept.media_type, kept.token) == ("document", "application/pdf", f"<document:{kept.reference}>")
    assert await documents.standing(session, None, [kept.reference]) == {kept.reference: "kept"}
    assert await documents.standing(other, None, [kept.reference]) == {}


async def test_a_reference_is_letters_only_and_cannot_be_guessed(documents: Documents, database: Database) -> None:
    session = await made.session(database)
    references = [(await documents.keep(session, photo())).reference for _ in range(3)]
    assert len(set(references)) == 3
    assert all(len(reference) == 32 and set(reference) <= set("abcdefghijklmnop") for reference in references)
    assert reference_from(bytes(range(20))) == reference_from(bytes(range(16)))


async def test_what_is_refused_leaves_neither_row_nor_file(database: Database, tmp_path: Path) -> None:
    documents, session = store(database, tmp_path, limit=5000), await made.session(database)
    for content, error in [
        (EXE, FileTypeUnknown), (b"", FileUnsound), (b"%PDF-1.4 x", FileUnsound), (photo(size=(900, 900)), FileTooLarge)
    ]:  # fmt: skip
        with pytest.raises(error):
            await documents.keep(session, content)
    rows = select(Document.reference).where(Document.session_id == session)
    assert (await database.do(lambda s: s.scalar(rows))) is None
    assert files(tmp_path) == []


async def test_what_the_scanner_finds_goes_into_quarantine_and_is_never_handed_out(
    database: Database, tmp_path: Path
) -> None:
    documents, session = store(database, tmp_path, FindsAll()), await made.session(database)
    reference = reference_from(uuid4().bytes)
    with pytest.raises(FileHarmful):
        await documents.keep(session, photo(), reference)
    held = await row(database, reference)
    assert held is not None
    assert held.state == "quarantined"
    assert await documents.standing(session, None, [reference]) == {reference: "refused"}
    citizen = await a_citizen(database)
    await documents.adopt(session, citizen, [reference])
    with pytest.raises(Conflict):
        await documents.attach(citizen, [reference])
    with pytest.raises(NotFound):
        await documents.attached(reference)


async def test_without_an_answer_of_the_scanner_nothing_is_kept(database: Database, tmp_path: Path) -> None:
    documents, session = store(database, tmp_path, CannotSay()), await made.session(database)
    with pytest.raises(ScannerUnavailable):
        await documents.keep(session, photo())
    assert files(tmp_path) == []


async def test_a_file_fetched_twice_is_kept_once(documents: Documents, database: Database) -> None:
    session, reference = await made.session(database), reference_from(uuid4().bytes)
    await documents.keep(session, photo(), reference)
    first = await row(database, reference)
    await documents.keep(session, photo(), reference)
    again = await row(database, reference)
    assert first is not None
    assert again is not None
    assert first.file_name == again.file_name


async def test_after_proof_a_paper_is_the_citizens_in_every_session(documents: Documents, database: Database) -> None:
    session, later, citizen = await made.session(database), await made.session(database), await a_citizen(database)
    kept = await documents.keep(session, pdf())
    await documents.adopt(later, citizen, [kept.reference])
    assert await documents.standing(later, citizen, [kept.reference]) == {}
    await documents.adopt(session, citizen, [kept.reference])
    assert await documents.standing(later, citizen, [kept.reference]) == {kept.reference: "kept"}
    stranger = await a_citizen(database)
    await documents.adopt(session, stranger, [kept.reference])
    assert await documents.standing(later, stranger, [kept.reference]) == {}


async def test_an_office_gets_what_was_attached_and_nothing_else(documents: Documents, database: Database) -> None:
    session, citizen, content = await made.session(database), await a_citizen(database), pdf()
    kept = await documents.keep(session, content)
    with pytest.raises(NotFound):
        await documents.attached(kept.reference)
    with pytest.raises(Conflict):
        await documents.attach(citizen, [kept.reference])
    await documents.adopt(session, citizen, [kept.reference])
    for _ in range(2):
        await documents.attach(citizen, [kept.reference])
    assert await documents.attached(kept.reference) == ("application/pdf", content)
    with pytest.raises(NotFound):
        await documents.attached(reference_from(uuid4().bytes))


async def test_if_one_of_several_is_not_the_citizens_none_is_attached(documents: Documents, database: Database) -> None:
    session, citizen = await made.session(database), await a_citizen(database)
    mine = await documents.keep(session, pdf())
    await documents.adopt(session, citizen, [mine.reference])
    others = await documents.keep(await made.session(database), pdf())
    with pytest.raises(Conflict):
        await documents.attach(citizen, [mine.reference, others.reference])
    held = await row(database, mine.reference)
    assert held is not None
    assert held.state == "kept"


async def test_a_file_on_its_way_from_whatsapp_is_known_to_be_coming(documents: Documents, database: Database) -> None:
    session, reference = await made.session(database, "whatsapp"), reference_from(uuid4().bytes)
    insert = text("""
    INSERT INTO media (id, session_id, provider, message_id, kind, place, state)
    VALUES (:id, :session, 'meta', :id, 'image', '', :state)
    """)

    async def work(connection: AsyncSession) -> None:
        await connection.execute(insert, {"id": reference, "session": session, "state": "waiting"})

    await database.do(work)
    assert await documents.standing(session, None, [reference]) == {reference: "coming"}
    change = text("UPDATE media SET state = 'refused' WHERE id = :id")
    await database.do(lambda connection: connection.execute(change, {"id": reference}))
    assert await documents.standing(session, None, [reference]) == {reference: "refused"}
    await documents.keep(session, photo(), reference)
    assert await documents.standing(session, None, [reference]) == {reference: "kept"}


async def test_files_whose_row_is_gone_are_swept(documents: Documents, database: Database, tmp_path: Path) -> None:
    session, citizen = await made.session(database), await a_citizen(database)
    gone, kept = await documents.keep(session, pdf()), await documents.keep(session, pdf())
    await documents.adopt(session, citizen, [gone.reference])
    assert await database.do(lambda s: holding.erase(s, citizen)) == 1
    assert await documents.sweep() == 0
    for file in files(tmp_path):
        os.utime(file, (time.time() - 7200,) * 2)
    assert await documents.sweep() == 1
    held = await row(database, kept.reference)
    assert held is not None
    assert [file.name for file in files(tmp_path)] == [held.file_name]


async def test_erasure_takes_what_was_sent_in_the_citizens_sessions_and_never_used(
    documents: Documents, database: Database
) -> None:
    session, citizen = await made.session(database), await a_citizen(database)
    kept = await documents.keep(session, pdf())

    async def prove(connection: AsyncSession) -> None:
        connection.add(
            ProofOfIdentity(
                session_id=session, citizen_id=citizen, proven_at=now(), expires_at=now() + timedelta(hours=1)
            )
        )

    await database.do(prove)
    assert [one["type"] for one in await database.do(lambda s: holding.export(s, citizen))] == ["application/pdf"]
    assert await database.do(lambda s: holding.erase(s, citizen)) == 1
    assert await row(database, kept.reference) is None


@pytest.mark.parametrize(
    ("state", "owned", "days", "stays"),
    [
        ("kept", False, 1, True),
        ("kept", False, 3, False),
        ("kept", True, 29, True),
        ("kept", True, 31, False),
        ("quarantined", False, 6, True),
        ("quarantined", False, 8, False),
        ("attached", True, 179, True),
        ("attached", True, 181, False),
    ],
)
async def test_papers_are_kept_no_longer_than_need_be(
    documents: Documents, database: Database, state: str, owned: bool, days: int, stays: bool
) -> None:
    session, citizen = await made.session(database), await a_citizen(database)
    kept = await documents.keep(session, pdf())
    before = now() - timedelta(days=days)
    values = {"state": state, "citizen_id": citizen if owned else None, "created_at": before, "updated_at": before}
    changed = update(Document).where(Document.reference == kept.reference).values(values)
    await database.do(lambda s: s.execute(changed))
    await database.do(lambda s: holding.forget(s, now()))
    assert (await row(database, kept.reference) is not None) is stays
