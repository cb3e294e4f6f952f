from __future__ import annotations

import re

import pytest
from multidict import CIMultiDictProxy

from channels.web import pages
from supervisor.system import System
from tests.channels.serving import NOBODY, Served, serving, settings_for

PATHS = ("/", "/privacy", "/embed", "/demo/strict", "/demo/frame")
HTML = sorted(pages.FOLDER.glob("*.html"))


async def fetched(served: Served, path: str, **headers: str) -> tuple[int, str, CIMultiDictProxy[str]]:
    async with served.client.http.get(f"{served.client.url}{path}", headers=headers) as answer:
        return answer.status, await answer.text(), answer.headers


def shape(html: str) -> list[str]:
    """The elements of a page in their order, without what languages change."""
    return re.findall(r"<(/?\w+)", html)


@pytest.mark.parametrize("name", sorted({path.name.split(".")[0] for path in HTML}))
def test_each_page_is_the_same_in_both_languages(name: str) -> None:
    hindi, english = (
        (pages.FOLDER / f"{name}.{language}.html").read_text(encoding="utf-8") for language in ("hi", "en")
    )
    assert shape(hindi) == shape(english)
    assert 'lang="hi"' in hindi
    assert 'lang="en"' in english
    assert not re.search(r"[\u0900-\u097f]", re.sub(r'<a [^>]*lang="hi".*?</a>', "", english))


@pytest.mark.parametrize("path", HTML, ids=lambda path: str(path.name))
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(path: object) -> None:
    assert hasattr(path, "read_text")
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", html)


async def test_pages_are_served_in_the_language_asked_for_and_in_hindi_otherwise(served: Served) -> None:
    for path in PATHS:
        for asked, language in (("", "hi"), ("?lang=en", "en"), ("?lang=xx", "hi")):
            status, html, _ = await fetched(served, path + asked)
            assert (status, f'<html lang="{language}">' in html) == (200, True)
            assert "{{" not in html


async def test_a_page_that_has_not_changed_is_not_sent_again(served: Served) -> None:
    _, _, headers = await fetched(served, "/")
    status, html, again = await fetched(served, "/", **{"If-None-Match": headers["ETag"]})
    assert (status, html, again["ETag"]) == (304, "", headers["ETag"])


async def test_only_the_conversation_alone_may_be_framed_and_only_by_allowed_sites(servers: System) -> None:
    sites = "https://portal.example,https://*.mp.gov.in"
    async with serving(settings_for(servers, NOBODY, allowed_origins=sites)) as served:
        for path in PATHS:
            _, _, headers = await fetched(served, path)
            policy = headers["Content-Security-Policy"]
            if path == "/embed":
                assert "frame-ancestors 'self' https://portal.example https://*.mp.gov.in" in policy
                assert "X-Frame-Options" not in headers
            else:
                assert "frame-ancestors 'none'" in policy
                assert headers["X-Frame-Options"] == "DENY"


async def test_no_policy_lets_anything_inline_or_foreign_in(served: Served) -> None:
    for path in PATHS:
        _, _, headers = await fetched(served, path)
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; base-uri 'none'; form-action 'none'")
        assert not re.search(r"unsafe|https?:|\*", policy)
        assert "microphone=(self)" in headers["Permissions-Policy"]


async def test_pictures_and_styles_are_served_and_nothing_else(served: Served) -> None:
    for name in ("site.css", "alone.css", "mark.svg", "icon.svg"):
        status, _, headers = await fetched(served, f"/site/{name}")
        assert (status, headers["Cache-Control"]) == (200, "public, max-age=600")
    for name in ("index.hi.html", "..%2Fpages.py", "nothing", ""):
        assert (await fetched(served, f"/site/{name}"))[0] == 404
