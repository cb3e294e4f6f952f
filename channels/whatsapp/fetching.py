"""Fetches what citizens sent, and makes words of voice notes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

import structlog

from channels import metrics
from channels.conversation.core import Conversations
from channels.conversation.messages import Incoming, InputKind
from channels.correlation import current
from channels.delivery.backoff import wait_s
from channels.delivery.outgoing import Outgoing
from channels.delivery.repository import Deliveries
from channels.errors import SessionExpired, Unavailable
from channels.pausing import keep_looking
from channels.text import clean, says_something
from channels.whatsapp.download import NotFetched
from channels.whatsapp.media import Expected, Media
from channels.whatsapp.sniffing import audio_type
from channels.wording import Language, say
from portal import errors as portal_errors
from portal.documents.service import Documents
from portal.errors import PortalError
from portal.wording import say as portal_says

_LEASE_S = 60.0
MOST_ATTEMPTS = 6
# Why the portal keeps no file, as its catalogue words it.
_TOLD = {"file_too_large", "file_type_unknown", "file_unsound", "file_locked", "file_harmful"}
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
    """One worker's share of the fetching. `documents` keeps papers and photos; voice is not kept, only its words."""

    def __init__(
        self, conversations: Conversations, media: Media, documents: Documents, deliveries: Deliveries,
        sources: Mapping[str, Source], hearing: Hearing | None, interval_s: float,
    ) -> None:  # fmt: skip
        self._conversations = conversations
        self._media = media
        self._documents = documents
        self._deliveries = deliveries
        self._sources = sources
        self._hearing = hearing
        self._interval_s = interval_s

    async def run(self, stop: asyncio.Event) -> None:
        """Every so often, until `stop`."""
        await keep_looking(self.run_once, self._interval_s, stop, "media")

    async def run_once(self) -> bool:
        """Fetch one that is due; False if there was none."""
        expected = await self._media.take(_LEASE_S)
        if expected is None:
            return False
        try:
            await self._fetch(expected)
        except NotFetched as failure:
            await self._not_fetched(expected, failure)
        except Unavailable:
            raise
        except Exception as error:
            _log.error("media.broken", provider=expected.provider, exc_info=error)
            await self._not_fetched(expected, NotFetched("broken", again=True))
        return True

    async def _fetch(self, expected: Expected) -> None:
        if expected.attempts > MOST_ATTEMPTS:
            # Whoever took it up died of it, each time.
            raise NotFetched("attempts", again=False)
        source, place = self._source(expected), self._media.place(expected)
        content = await source.fetch(place)
        await (self._hear(expected, content) if expected.kind == "audio" else self._keep(expected, content))
        metrics.media_fetched.labels(expected.provider, "stored").inc()
        await source.discard(place)

    def _source(self, expected: Expected) -> Source:
        if source := self._sources.get(expected.provider):
            return source
        raise NotFetched("no_provider", again=False)

    async def _keep(self, expected: Expected, content: bytes) -> None:
        try:
            await self._documents.keep(expected.session, content, expected.id)
        except portal_errors.Unavailable as error:
            raise NotFetched(error.key, again=True) from None
        except PortalError as error:
            raise NotFetched(error.key, again=False) from None
        await self._media.stored(expected.id)

    async def _hear(self, expected: Expected, content: bytes) -> None:
        kind = audio_type(content)
        if kind is None:
            raise NotFetched("content", again=False)
        words = clean(await self._hearing.words(content, kind) or "") if self._hearing else ""
        heard = says_something(words)
        await self._make_out(expected, "text" if heard else "notice", words if heard else "voice_unclear")
        await self._media.forget(expected.id)

    async def _not_fetched(self, expected: Expected, failure: NotFetched) -> None:
        if failure.again and expected.attempts < MOST_ATTEMPTS:
            await self._media.later(expected.id, wait_s(expected.attempts), failure.code)
            return
        metrics.media_fetched.labels(expected.provider, "refused").inc()
        _log.warning("media.refused", provider=expected.provider, code=failure.code)
        await self._media.refuse(expected.id, failure.code)
        if expected.kind == "audio":
            await self._make_out(expected, "notice", "voice_unclear")
        else:
            await self._tell(expected, failure.code)

    async def _tell(self, expected: Expected, code: str) -> None:
        """The citizen, who was told that the file is kept."""
        language = await self._spoken(expected.session)
        words = portal_says(code, language) if code in _TOLD else say("file_not_fetched", language)
        message = Outgoing("text", language, words, words)
        await self._deliveries.queue(expected.session, f"media {expected.id}", message, proactive=False)

    async def _spoken(self, session: str) -> Language:
        try:
            return await self._conversations.repository.language(session) or "hi"
        except SessionExpired:
            return "hi"

    async def _make_out(self, expected: Expected, kind: InputKind, value: str) -> None:
        heard = Incoming(
            session=expected.session,
            provider=expected.provider,
            message_id="",
            channel="whatsapp",
            kind=kind,
            value=value,
            correlation_id=current(),
        )
        await self._conversations.make_out(expected.inbox_id, heard)
