"""Fetches what was recorded: from hosts that we know, within limits, as a WAV that recognisers take."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import aiohttp

from channels.speech.conversion import to_wav
from channels.speech.interfaces import Audio, SpeechFailed
from channels.speech.settings import SpeechSettings

Login = tuple[str, str]
_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Fetcher:
    """`hosts` with the login that each asks for; addresses elsewhere are not touched."""

    def __init__(
        self, http: aiohttp.ClientSession, settings: SpeechSettings, hosts: Mapping[str, Login | None]
    ) -> None:
        self._http = http
        self._settings = settings
        self._hosts = hosts
        self._timeout = aiohttp.ClientTimeout(total=settings.speech_deadline_s, connect=settings.speech_connect_s)

    async def audio(self, url: str) -> Audio:
        """The recording as mono WAV of 16 kHz; raises SpeechFailed."""
        settings = self._settings
        return await to_wav(
            await self._fetched(url), most_s=settings.audio_most_s, program=settings.ffmpeg_program,
            deadline_s=settings.speech_deadline_s,
        )  # fmt: skip

    async def _fetched(self, url: str) -> Audio:
        for _ in range(_MOST_REDIRECTS + 1):
            self._check(url)
            try:
                async with self._http.get(
                    url, timeout=self._timeout, allow_redirects=False, headers=self._headers(url)
                ) as answer:
                    if answer.status not in _REDIRECTS:
                        return await self._body(answer)
                    url = urljoin(url, answer.headers.get("Location", ""))
            except TimeoutError:
                raise SpeechFailed("deadline") from None
            except (aiohttp.ClientError, OSError, ValueError):
                raise SpeechFailed("connection") from None
        raise SpeechFailed("redirects")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.hostname not in self._hosts or parts.username:
            raise SpeechFailed("host")
        if parts.scheme != "https" and parts.hostname != "127.0.0.1":
            raise SpeechFailed("host")

    def _headers(self, url: str) -> dict[str, str]:
        login = self._hosts[urlsplit(url).hostname or ""]
        return {"Authorization": aiohttp.encode_basic_auth(*login)} if login else {}

    async def _body(self, answer: aiohttp.ClientResponse) -> Audio:
        most = self._settings.audio_most_bytes
        if answer.status != 200:
            raise SpeechFailed(f"status_{answer.status}")
        data = bytearray()
        async for chunk in answer.content.iter_chunked(64 * 1024):
            data += chunk
            if len(data) > most:
                raise SpeechFailed("too_large")
        return Audio(bytes(data), answer.content_type)
