from __future__ import annotations

import asyncio
import io
import os
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from channels.gateway import Gateway
from portal.citizens import service as citizens
from portal.documents.folder import Folder
from portal.documents.scanning import scanner
from portal.documents.service import Documents
from supervisor.system import System
from tests.channels.serving import Client, Served, serving, settings_for
from tests.peers.clamd import FakeClamd
from tests.portal import made, papers

OFFICE = "o" * 32


async def send(citizen: Client, content: bytes, **headers: str) -> tuple[int, Any]:
    given = {"Authorization": f"Bearer {citizen.token}", **headers}
    async with citizen.http.post(f"{citizen.url}/chat/uploads", data=io.BytesIO(content), headers=given) as answer:
        return answer.status, await answer.json(content_type=None)


async def rows(here: Gateway) -> int:
    ((count,),) = await here.database.rows("SELECT count(*) FROM documents", {})
    return int(count)


def files() -> list[Path]:
    return [file for file in Path(os.environ["DOCUMENTS_FOLDER"]).rglob("*") if file.is_file()]


async def test_a_paper_is_taken_and_named_by_a_token(citizen: Client) -> None:
    status, body = await send(citizen, papers.pdf())
    assert (status, body["kind"], body["media_type"]) == (201, "document", "application/pdf")
    assert body["token"] == f"<document:{body['reference']}>"
    assert body["size"] == len(papers.pdf())
    status, body = await send(citizen, papers.photo("PNG"))
    assert (status, body["token"]) == (201, f"<photo:{body['reference']}>")


async def test_the_token_reaches_the_bot_unchanged(served: Served, citizen: Client, bot: Any) -> None:
    _, body = await send(citizen, papers.photo())
    await citizen.say(f"{body['token']} यह मेरा आधार है")
    assert bot.turns[-1]["value"] == f"{body['token']} यह मेरा आधार है"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (papers.EXE, 415, "file_type_unknown"),
        (papers.ZIP, 415, "file_type_unknown"),
        (papers.SVG, 415, "file_type_unknown"),
        (papers.HTML, 415, "file_type_unknown"),
        (b"", 422, "file_unsound"),
        (papers.pdf() + papers.EXE, 422, "file_unsound"),
        (papers.pdf() + papers.ZIP, 422, "file_unsound"),
        (papers.pdf_holding(b"<< /S /JavaScript /JS (x) >>"), 422, "file_unsound"),
        (papers.pdf(password="1234"), 422, "file_locked"),
        (papers.png_of_size(30000, 30000), 413, "file_too_large"),
        (papers.pdf_holding(bytes(120_000_000), packed=True), 413, "file_too_large"),
        (b"%PDF-1.4\n" + bytes(6 * 1024 * 1024) + b"startxref %%EOF", 413, "file_too_large"),
    ],
)
@pytest.mark.parametrize("called", ["aadhaar.pdf", "../../../etc/cron.d/x.jpg"])
async def test_a_file_that_is_not_what_it_is_called_is_refused_and_nothing_kept(
    served: Served, citizen: Client, content: bytes, status: int, code: str, called: str
) -> None:
    before = await rows(served.here), len(files())
    named = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{called}"'}
    got, body = await send(citizen, content, **named)
    assert (got, body["code"]) == (status, code)
    assert re.search("[ऀ-ॿ]", body["message"]["hi"])
    assert (await rows(served.here), len(files())) == before


async def test_what_a_file_is_called_and_said_to_be_does_not_count(served: Served, citizen: Client) -> None:
    before = set(files())
    named = {"Content-Type": "text/html", "Content-Disposition": 'attachment; filename="../../evil.html"'}
    status, body = await send(citizen, papers.photo(), **named)
    assert (status, body["media_type"]) == (201, "image/jpeg")
    (file,) = set(files()) - before
    assert re.fullmatch("[0-9a-f]{32}", file.name)
    assert b"JFIF" not in file.read_bytes()


async def test_a_body_without_an_announced_length_is_measured_while_it_comes(citizen: Client) -> None:
    async def endless() -> Any:
        for _ in range(200):
            yield bytes(64 * 1024)

    headers = {"Authorization": f"Bearer {citizen.token}"}
    try:
        async with citizen.http.post(f"{citizen.url}/chat/uploads", data=endless(), headers=headers) as answer:
            assert answer.status == 413
    except aiohttp.ClientError:
        # It may hang up while we still send.
        return


async def test_nothing_is_taken_without_a_session(served: Served, citizen: Client) -> None:
    before = await rows(served.here)
    for token in ("", "made.up.token", citizen.token[:-2]):
        status, _ = await citizen.post(data=papers.pdf(), path="/chat/uploads", token=token)
        assert status == 401
    await served.here.database.rows("UPDATE sessions SET expires_at = now()", {})
    status, body = await send(citizen, papers.pdf())
    assert (status, body["code"]) == (401, "session_expired")
    assert await rows(served.here) == before


async def test_a_flood_of_files_is_held_up(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, limit_uploads_per_session=2)) as served:
        citizen = await served.client.open()
        statuses = [(await send(citizen, papers.photo()))[0] for _ in range(4)]
        assert statuses == [201, 201, 429, 429]


async def test_several_at_once_are_all_taken(citizen: Client) -> None:
    answers = await asyncio.gather(*(send(citizen, papers.photo()) for _ in range(6)))
    assert [status for status, _ in answers] == [201] * 6
    assert len({body["reference"] for _, body in answers}) == 6


async def test_what_the_scanner_finds_is_refused_and_lies_in_quarantine(served: Served, citizen: Client) -> None:
    async with FakeClamd(b"stream: Eicar-Test-Signature FOUND").serving() as address:
        _scan_by(served.here, address)
        status, body = await send(citizen, papers.photo())
    assert (status, body["code"]) == (422, "file_harmful")
    found = await served.here.database.rows("SELECT state FROM documents ORDER BY created_at DESC LIMIT 1", {})
    assert found == [("quarantined",)]


async def test_while_the_scanner_does_not_answer_nothing_is_taken(served: Served, citizen: Client) -> None:
    before = await rows(served.here)
    _scan_by(served.here, "clamd://127.0.0.1:9")
    status, body = await send(citizen, papers.photo())
    assert (status, body["code"]) == (503, "unavailable")
    assert await rows(served.here) == before


async def test_no_address_serves_what_was_sent(served: Served, citizen: Client) -> None:
    _, body = await send(citizen, papers.pdf())
    for path in (
        f"/chat/uploads/{body['reference']}",
        f"/documents/{body['reference']}",
        f"/uploads/{body['reference']}",
    ):
        async with citizen.http.get(
            f"{citizen.url}{path}", headers={"Authorization": f"Bearer {citizen.token}"}
        ) as got:
            assert got.status in (404, 405)


async def test_an_office_fetches_what_was_lodged_and_nothing_else(servers: System, bot_url: str) -> None:
    async with serving(settings_for(servers, bot_url, documents_token=OFFICE)) as served:
        citizen, portal = await served.client.open(), served.here.portal
        _, body = await send(citizen, papers.photo())
        reference = body["reference"]
        url = f"{citizen.url}/documents/{reference}"
        assert await _fetched(citizen, url) == (404, "application/problem+json")
        session = served.here.tokens.session(citizen.token)
        owner = (await portal.database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id
        await portal.documents.adopt(session, owner, [reference])
        await portal.documents.attach(owner, [reference])
        assert await _fetched(citizen, url, "x" * 32) == (401, "application/problem+json")
        assert await _fetched(citizen, url, citizen.token) == (401, "application/problem+json")
        headers = {"Authorization": f"Bearer {OFFICE}"}
        async with citizen.http.get(url, headers=headers) as got:
            assert (got.status, got.content_type) == (200, "image/jpeg")
            assert got.headers["Content-Disposition"] == "attachment"
            assert got.headers["X-Content-Type-Options"] == "nosniff"
            with Image.open(io.BytesIO(await got.read())) as picture:
                assert picture.size == (320, 240)
        for other in ("a" * 32, "..%2F..%2Fetc%2Fpasswd", "' OR '1'='1"):
            assert await _fetched(citizen, f"{citizen.url}/documents/{other}") == (404, "application/problem+json")


async def _fetched(citizen: Client, url: str, token: str = OFFICE) -> tuple[int, str]:
    async with citizen.http.get(url, headers={"Authorization": f"Bearer {token}"}) as got:
        return got.status, got.content_type


def _scan_by(here: Gateway, address: str) -> None:
    documents = here.portal.documents
    folder = Folder(documents._folder._path)
    replaced = Documents(here.portal.database, folder, scanner(address, 1), documents.limit)
    object.__setattr__(here.portal, "documents", replaced)
