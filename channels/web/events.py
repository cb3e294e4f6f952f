"""The stream of a session's replies, as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio

from channels import metrics
from channels.gateway import Gateway
from channels.web.presence import Presence

_BEATS_KNOWN = 2.5


async def stream(here: Gateway, session: str, address: str, after: int) -> AsyncIterator[bytes]:
    """Replies after this number, then new ones; a comment now and then keeps proxies from closing it."""
    repository, notices = here.conversations.repository, here.conversations.notices
    presence, beat_s = Presence(here.redis, notices), here.settings.heartbeat_s
    with (
        notices.listening(session) as listener,
        here.streams.one_more(session, address, listener) as mine,
        metrics.event_streams.track_inprogress(),
    ):
        yield b": open\nretry: 2000\n\n"
        try:
            while not here.draining and not mine.over:
                replies = await repository.replies_after(session, after)
                for after, reply in replies:
                    yield b"id: %d\nevent: reply\ndata: %b\n\n" % (after, reply)
                if replies:
                    continue
                await presence.note(session, _BEATS_KNOWN * beat_s)
                if not await listener.news(beat_s):
                    yield b": still here\n\n"
        finally:
            # The server cancels whatever belongs to a line that is gone.
            with anyio.CancelScope(shield=True):
                await presence.left(session)
