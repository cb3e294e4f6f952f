"""Fetches a file from a provider: only from hosts on the list, only so long and so large."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

import aiohttp

_MOST_HOPS = 3
_CHUNK = 64 * 1024


class NotFetched(Exception):
    """`code` says why; `again` whether it may work later."""

    def __init__(self, code: str, *, again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


async def download(
    http: aiohttp.ClientSession, url: str, *, hosts: Sequence[str], headers: Mapping[str, str], most_bytes: int,
    within_s: float, plain: bool = False,
) -> bytes:  # fmt: skip
    """The content; raises NotFetched. The credentials go to the first host only. `plain` allows http, for tests."""
    first = urlsplit(url).netloc
    try:
        async with asyncio.timeout(within_s):
            for _ in range(_MOST_HOPS):
                _check(url, hosts, plain)
                given = dict(headers) if urlsplit(url).netloc == first else {}
                async with http.get(url, headers=given, allow_redirects=False) as answer:
                    if answer.status in (301, 302, 303, 307, 308):
                        url = urljoin(url, answer.headers.get("Location", ""))
                        continue
                    return await _content(answer, most_bytes)
    except (TimeoutError, aiohttp.ClientError):
        raise NotFetched("no_answer", again=True) from None
    raise NotFetched("redirects", again=False)


def _check(url: str, hosts: Sequence[str], plain: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme not in (("https", "http") if plain else ("https",)) or parts.username is not None:
        raise NotFetched("address", again=False)
    if parts.hostname not in hosts:
        raise NotFetched("host", again=False)


async def _content(answer: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    if answer.status != 200:
        raise NotFetched(f"status_{answer.status}", again=answer.status in (404, 408, 425, 429) or answer.status >= 500)
    if (answer.content_length or 0) > most_bytes:
        raise NotFetched("file_too_large", again=False)
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > most_bytes:
            raise NotFetched("file_too_large", again=False)
    return bytes(content)
