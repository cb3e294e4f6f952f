"""Turns sent to the assistant through its internal turn API."""

from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.errors import CannotEvaluate

_DEADLINE = 30.0


class TurnFailed(Exception):
    """This turn got no replies; says why."""


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Option(_Lenient):
    """Something offered to be chosen."""

    id: str
    label: str = ""


class Meta(_Lenient):
    """What a reply says about itself."""

    kind: str
    topic: str | None = None
    topics: tuple[str, ...] | None = None
    section: str | None = None
    verdict: str | None = None
    asks: str | None = None
    confidence: str | None = None


class Reply(_Lenient):
    """A neutral reply (docs/contributors/contracts.md), as far as it is judged."""

    lang: str
    text: str
    speech: str | None = None
    options: tuple[Option, ...] = ()
    meta: Meta

    def summary(self) -> dict[str, Any]:
        """What it was, for the report."""
        meta = self.meta.model_dump(mode="json")
        offered = [option.id for option in self.options]
        whole = {**meta, "lang": self.lang, "text": self.text, "options": offered}
        return {name: value for name, value in whole.items() if value}


class _Answer(_Lenient):
    replies: tuple[Reply, ...]


class Client:
    """Use with `async with`."""

    def __init__(self, url: str, token: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._http = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=_DEADLINE, transport=transport
        )

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def check(self) -> None:
        """Raises CannotEvaluate when nothing answers at the address."""
        try:
            await self._http.get("/healthz")
        except httpx.HTTPError as error:
            raise CannotEvaluate(f"nothing answers at {self._url}: {_named(error)}") from error

    async def begin(self, conversation: str, given: Mapping[str, Any]) -> None:
        """The first turn opens the conversation."""

    async def end(self, conversation: str) -> None:
        """Conversations end by themselves."""

    def named(self, conversation: str) -> dict[str, str]:
        """As here."""
        return {"conversation": conversation}

    async def turn(self, conversation: str, channel: str, does: dict[str, Any]) -> tuple[Reply, ...]:
        """Raises TurnFailed, or CannotEvaluate when there is no use in going on."""
        body = {"conversation": conversation, "channel": channel, **does}
        try:
            response = await self._http.post("/internal/turns", json=body)
        except httpx.HTTPError as error:
            raise TurnFailed(_named(error)) from error
        if response.status_code in {401, 403, 404}:
            remedy = "INTERNAL_TOKEN must be set there, and be the same here"
            raise CannotEvaluate(f"{self._url}/internal/turns answers {response.status_code}: {remedy}")
        if response.status_code != httpx.codes.OK:
            raise TurnFailed(f"status {response.status_code}: {response.text[:200]}")
        return replies_in(response.content)


def replies_in(content: bytes) -> tuple[Reply, ...]:
    """The replies of an answer of the internal API; raises TurnFailed."""
    try:
        return _Answer.model_validate_json(content).replies
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "answer"
        raise TurnFailed(f"not a neutral reply: {field}: {first['msg']}") from error


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
