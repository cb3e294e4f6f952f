"""How speech services are called: JSON or audio back, with deadlines, and no content in any error."""

from __future__ import annotations

from typing import Any

import aiohttp
import orjson

from channels.speech.interfaces import SpeechFailed

_MOST_ANSWER = 8 * 1024 * 1024


class Service:
    """Posts to one service."""

    def __init__(self, http: aiohttp.ClientSession, connect_s: float, deadline_s: float) -> None:
        self._http = http
        self._timeout = aiohttp.ClientTimeout(total=deadline_s, connect=connect_s)

    async def post(self, url: str, **request: Any) -> bytes:
        """The body of a 200; raises SpeechFailed."""
        try:
            async with self._http.post(url, timeout=self._timeout, allow_redirects=False, **request) as answer:
                body = await answer.content.read(_MOST_ANSWER + 1)
        except TimeoutError:
            raise SpeechFailed("deadline") from None
        except (aiohttp.ClientError, OSError):
            raise SpeechFailed("connection") from None
        if answer.status != 200:
            raise SpeechFailed(f"status_{answer.status}")
        if len(body) > _MOST_ANSWER:
            raise SpeechFailed("too_large")
        return body

    async def post_json(self, url: str, **request: Any) -> Any:
        """The JSON of a 200; raises SpeechFailed."""
        try:
            return orjson.loads(await self.post(url, **request))
        except orjson.JSONDecodeError:
            raise SpeechFailed("malformed") from None
