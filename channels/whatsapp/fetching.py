"""Fetches what citizens sent, and makes words of voice notes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog

from channels import metrics
from channels.conversation.core import Conversations
from channels.conversation.messages import Incoming
from channels.correlation import current
from channels.delivery.backoff import wait_s
from channels.errors import Unavailable
from channels.text import clean, says_something
from channels.whatsapp.download import NotFetched
from channels.whatsapp.media import Expected, MediaStore
from channels.whatsapp.sniffing import acceptable

_LEASE_S = 60.0
_MOST_ATTEMPTS = 6
_log = structlog.get_logger(__name__)


class Source(Protocol):
    """A provider from which files come."""

    async def fetch(self, place: str) -> bytes:
        """The content; raises NotFetched."""
        ...

    async def discard(self, place: str) -> None:
        """Let the provider delete its copy, where it keeps one."""
        ...


class Hearing(Protocol):
    """Makes words of speech."""

    async def words(self, audio: bytes, content_type: str) -> str | None:
        """What was said, None if it could not be made out."""
        ...


class Fetching:
    """One worker's share of the fetching."""

    def __init__(
        self, conversations: Conversations, store: MediaStore, sources: Mapping[str, Source], hearing: Hearing | None,
        interval_s: float,
    ) -> None:  # fmt: skip
        self._conversations = conversations
        self._store = store
        self._sources = sources
        self._hearing = hearing
        self._interval_s = interval_s

    async def run_for_ever(self) -> None:
        """Every so often, and at once while there is more."""
        while True:
            try:
                fetched = await self.run_once()
            except Unavailable:
                fetched = False
            except Exception as error:
                _log.error("media.failed", exc_info=error)
                fetched = False
            if not fetched:
                await asyncio.sleep(self._interval_s)

    async def run_once(self) -> bool:
        """Fetch one that is due; False if there was none."""
        expected = await self._store.take(_LEASE_S)
        if expected is None:
            return False
        source = self._sources.get(expected.provider)
        try:
            content = await self._content(source, expected)
        except NotFetched as failure:
            await self._not_fetched(expected, failure)
            return True
        content_type = acceptable(expected.kind, content) or ""
        await self._store.store(expected.id, content, content_type)
        metrics.media_fetched.labels(expected.provider, "stored").inc()
        if source:
            await source.discard(expected.place)
        if expected.kind == "audio":
            await self._hear(expected, content, content_type)
        return True

    async def _content(self, source: Source | None, expected: Expected) -> bytes:
        if source is None:
            raise NotFetched("no_provider", again=False)
        content = await source.fetch(expected.place)
        if acceptable(expected.kind, content) is None:
            raise NotFetched("content", again=False)
        return content

    async def _not_fetched(self, expected: Expected, failure: NotFetched) -> None:
        if failure.again and expected.attempts < _MOST_ATTEMPTS:
            await self._store.later(expected.id, wait_s(expected.attempts), failure.code)
            return
        metrics.media_fetched.labels(expected.provider, "refused").inc()
        _log.warning("media.refused", provider=expected.provider, code=failure.code)
        await self._store.refuse(expected.id, failure.code)
        if expected.kind == "audio":
            await self._make_out(expected, "notice", "voice_unclear")

    async def _hear(self, expected: Expected, content: bytes, content_type: str) -> None:
        words = clean(await self._hearing.words(content, content_type) or "") if self._hearing else ""
        if says_something(words):
            await self._make_out(expected, "text", words)
        else:
            await self._make_out(expected, "notice", "voice_unclear")
        # The words are kept, the voice is not.
        await self._store.forget(expected.id)

    async def _make_out(self, expected: Expected, kind: str, value: str) -> None:
        heard = Incoming(
            session=expected.session,
            provider=expected.provider,
            message_id="",
            channel="whatsapp",
            kind="text" if kind == "text" else "notice",
            value=value,
            correlation_id=current(),
        )
        await self._conversations.make_out(expected.inbox_id, heard)
