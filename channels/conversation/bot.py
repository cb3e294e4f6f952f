"""The bot as the gateway sees it: one call a turn, with a deadline, and not more at a time than it can work on.

Beyond that turns wait here in the order they came. All at once would each take so long that it is given up, and the
work is done for nobody: with 200 citizens the service then did not come back after a kill (docs/decisions/0003).
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from channels import metrics
from channels.conversation.messages import Turn

_ACTIONS_FAILED = re.compile(r"actions_[a-z0-9_]{1,32}")


class BotFailed(Exception):
    """The bot gave no replies; `reason` says why, in a word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Unreached(Exception):
    """Nobody was there to take the turn."""


@dataclass(frozen=True, slots=True)
class BotReplies:
    """Replies as the bot sends them, and the state of the conversation after them."""

    replies: list[dict[str, Any]]
    state: dict[str, Any]


class Bot:
    """Contract: docs/contributors/contracts.md."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, token: str, deadline_s: float, retry_after_s: float, *,
        at_once: int, waits_s: float,
    ) -> None:  # fmt: skip
        self._http = http
        self._url = f"{url}/webhooks/gateway/turns"
        self._authorization = f"Bearer {token}"
        self._deadline_s = deadline_s
        self._retry_after_s = retry_after_s
        self._room = asyncio.Semaphore(at_once)
        self._waits_s = waits_s

    async def replies(self, turn: Turn) -> BotReplies:
        """The bot's replies to this turn; raises BotFailed when it had no room, or gave none by the deadline."""
        body = _body(turn)
        headers = {
            "Authorization": self._authorization,
            "Content-Type": "application/json",
            "X-Correlation-Id": turn.correlation_id,
        }
        async with self._place():
            began = time.perf_counter()
            try:
                async with asyncio.timeout(self._deadline_s):
                    return _checked(*await self._post(body, headers))
            except TimeoutError:
                raise BotFailed("deadline") from None
            except _Unreached:
                raise BotFailed("unreachable") from None
            except aiohttp.ClientError:
                raise BotFailed("connection") from None
            finally:
                metrics.bot_seconds.observe(time.perf_counter() - began)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._waits_s):
                await self._room.acquire()
        except TimeoutError:
            raise BotFailed("busy") from None
        metrics.bot_wait_seconds.observe(time.perf_counter() - began)
        try:
            yield
        finally:
            self._room.release()

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        try:
            return await self._post_once(body, headers)
        except aiohttp.ClientConnectionError as first:
            # The bot is being restarted, or had closed an idle connection.
            metrics.bot_retries.inc()
            await asyncio.sleep(self._retry_after_s)
            try:
                return await self._post_once(body, headers)
            except aiohttp.ClientConnectorError as second:
                if isinstance(first, aiohttp.ClientConnectorError):
                    raise _Unreached from second
                raise

    async def _post_once(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        async with self._http.post(self._url, data=body, headers=headers) as response:
            return response.status, await response.read()


def _body(turn: Turn) -> bytes:
    metadata: dict[str, Any] = {
        "channel": turn.channel,
        "correlation_id": turn.correlation_id,
        "language": turn.language,
    }
    if turn.aadhaar_seen:
        metadata["aadhaar_seen"] = True
    if turn.heard:
        metadata["heard"] = True
    if turn.unheard:
        metadata["unheard"] = list(turn.unheard)
    return orjson.dumps(
        {"conversation": turn.conversation, "kind": turn.kind, "value": turn.value, "metadata": metadata}
    )


def _checked(status: int, body: bytes) -> BotReplies:
    if status != 200:
        raise BotFailed(_reason(status, body))
    try:
        answer = orjson.loads(body)
        replies, state = answer["replies"], answer.get("state") or {}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise BotFailed("malformed") from None
    if not isinstance(replies, list) or not replies or not isinstance(state, dict):
        raise BotFailed("malformed")
    return BotReplies(replies, state)


def _reason(status: int, body: bytes) -> str:
    """The bot tells why it failed if the action server did: `actions_…`."""
    with suppress(orjson.JSONDecodeError, KeyError, TypeError):
        if status == 503 and _ACTIONS_FAILED.fullmatch(error := orjson.loads(body)["error"]):
            return str(error)
    return f"status_{status}"
