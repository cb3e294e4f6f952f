"""The gateway behind a channel: whether it is there, and what a provider's message came to."""

import secrets
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from evaluation.client import Reply, TurnFailed, replies_in
from evaluation.errors import CannotEvaluate
from evaluation.system import Address


class Gateway:
    """At an address."""

    def __init__(self, http: aiohttp.ClientSession, address: Address) -> None:
        self._http = http
        self._address = address

    async def check(self) -> None:
        """Raises CannotEvaluate when nothing answers at the address."""
        try:
            async with self._http.get(f"{self._address.url}/healthz"):
                return
        except aiohttp.ClientError as error:
            raise CannotEvaluate(f"nothing answers at {self._address.url}: {type(error).__name__}") from error

    async def answers(self, provider: str, message: str) -> tuple[str | None, tuple[Reply, ...]]:
        """The session and the replies for what this provider calls so; raises TurnFailed."""
        asked = {"provider": provider, "message": message}
        headers = {"Authorization": f"Bearer {self._address.token}"}
        url = f"{self._address.url}/internal/evaluation/answers"
        async with self._http.post(url, json=asked, headers=headers) as answer:
            if answer.status != 200:
                raise TurnFailed(f"answers: status {answer.status}")
            body = await answer.read()
        return orjson.loads(body)["session"], replies_in(body)


def phone_of(given: Mapping[str, Any]) -> str:
    """The citizen's phone, or one that nobody else has."""
    return (given.get("citizen") or {}).get("phone") or f"+917{secrets.randbelow(10**9):09d}"
