"""What citizens see on their telephones, and what a simulated provider does to calls of its interface."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from tests.peers.serving import served


@dataclass(frozen=True)
class Seen:
    """One visible message; `choices` are (id, title), `form` is text, buttons, list, media or template.

    `at` is when, by this machine's clock.
    """

    user: str
    text: str
    form: str
    message_id: str
    mark: str
    choices: tuple[tuple[str, str], ...] = ()
    media_url: str = ""
    at: float = field(default_factory=time.monotonic)


@dataclass
class Trouble:
    """What happens to the next call that sends: refused with an error, or taken and never answered."""

    status: int = 0
    code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    unanswered: bool = False
    taken: bool = True


class Refusal(Exception):
    """The provider does not take it."""

    def __init__(self, code: int, status: int = 400) -> None:
        super().__init__(str(code))
        self.code = code
        self.status = status


class Provider:
    """Common to both: what was seen, troubles to come, and a server.

    `window_shut` names users who have not written for a day.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.calls = 0
        self.refused: list[int] = []
        self.typed: list[str] = []
        self.troubles: deque[Trouble] = deque()
        self.receipts = True
        self.fail_later: deque[int] = deque()
        self.delay_s = 0.0
        self.media: dict[str, bytes] = {}
        self.deleted: list[str] = []
        self.window_shut: set[str] = set()
        self.fetched: list[tuple[str, bytes]] = []
        self.url = ""
        self.gateway = ""
        self.gateways: list[str] = []
        self.patient = False
        self.http: aiohttp.ClientSession
        self.app = web.Application(client_max_size=64 * 1024 * 1024)
        self._news = asyncio.Event()
        self._telling: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def serving(self, port: int = 0) -> AsyncIterator[str]:
        """Serve until left; gives the address."""
        patience = aiohttp.ClientTimeout(total=15)
        async with (
            served(self.app, port) as self.url,
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=patience) as self.http,
        ):
            yield self.url
            for task in self._telling:
                task.cancel()

    def next_gateway(self) -> str:
        """Where the next webhook goes: what is before the gateways shares them among all."""
        if not self.gateways:
            return self.gateway
        self.gateways.append(self.gateways.pop(0))
        return self.gateways[-1]

    async def certainly(self, call: Callable[[], Awaitable[int]]) -> int:
        """Calls a webhook; while `patient`, again until it is acknowledged, each time after a longer while."""
        pause_s = 0.25
        while True:
            status = 0
            with suppress(aiohttp.ClientError, TimeoutError):
                status = await call()
            if status in (200, 204) or not self.patient:
                return status
            await asyncio.sleep(pause_s)
            pause_s = min(2.0, pause_s * 2)

    def shown_to(self, user: str) -> list[Seen]:
        """What one citizen has seen, in order."""
        return [seen for seen in self.seen if seen.user == user]

    async def until(self, true: Callable[[], Any], within_s: float = 15.0) -> None:
        """Wait until it is so."""
        async with asyncio.timeout(within_s):
            while not true():
                self._news.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.1)

    async def answers(self, user: str, count: int, within_s: float = 15.0) -> list[Seen]:
        """The first so many messages that this citizen sees."""
        await self.until(lambda: len(self.shown_to(user)) >= count, within_s)
        return self.shown_to(user)

    async def answer(
        self, request: web.Request, take: Callable[[], Mapping[str, Any]], error: Callable[..., web.Response],
        status: int = 200,
    ) -> web.StreamResponse:  # fmt: skip
        """What comes back for a message that we send, if there is no trouble."""
        self.calls += 1
        await asyncio.sleep(self.delay_s)
        trouble = self.troubles.popleft() if self.troubles else Trouble()
        if trouble.status:
            return error(trouble.code, trouble.status, trouble.headers)
        try:
            taken = take() if trouble.taken else {}
        except Refusal as refusal:
            self.refused.append(refusal.code)
            return error(refusal.code, refusal.status)
        if trouble.unanswered:
            assert request.transport
            request.transport.close()
            return web.Response()
        return web.json_response(taken, status=status)

    async def fails(self, seen: Seen, unfetched: int, shut: int) -> int:
        """The code with which it fails after it was taken, 0 if it does not."""
        error = self.fail_later.popleft() if self.fail_later else 0
        if seen.media_url and not error and not await self.can_fetch(seen.media_url):
            error = unfetched
        return shut if seen.user in self.window_shut and seen.form != "template" else error

    async def can_fetch(self, url: str) -> bool:
        """Fetches what is to be sent, as providers do; addresses beyond this machine are believed."""
        if not url.startswith(self.gateway):
            return True
        async with self.http.get(url) as answer:
            content = await answer.read()
            self.fetched.append((answer.content_type, content))
            return answer.status == 200 and 0 < len(content) <= 16 * 1024 * 1024

    def show(self, seen: Seen) -> None:
        """It is on the telephone now."""
        self.seen.append(seen)
        self._news.set()

    def tell(self, work: Any) -> None:
        """Something that happens by itself, such as a receipt."""
        task = asyncio.ensure_future(work)
        self._telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and task.exception():
            # The gateway may be dead just now, which is what some tests are about.
            return


def length(text: str) -> int:
    """As telephones count."""
    return len(text.encode("utf-16-le")) // 2
