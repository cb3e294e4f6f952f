"""What the gateway makes of a bot that gives no replies."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from channels.conversation.bot import Bot, BotFailed
from channels.conversation.messages import Turn
from tests.channels.serving import NOBODY
from tests.peers.bot import TOKEN


def turn(value: str) -> Turn:
    return Turn(
        inbox_id=1, session="s", lease=1, attempt=1, conversation="c", channel="web", kind="text", value=value,
        correlation_id="1", reference=None, language=None, spoken=None, aadhaar_seen=False, provider="web",
    )  # fmt: skip


async def reason(bot_url: str, value: str) -> str:
    async with aiohttp.ClientSession() as http:
        bot = Bot(http, bot_url, TOKEN, 5.0, 0.0, at_once=1, waits_s=5.0)
        with pytest.raises(BotFailed) as failed:
            await bot.replies(turn(value))
    return failed.value.reason


@pytest.mark.parametrize("told", ["actions_too_slow", "actions_unreachable", "actions_answered_500"])
async def test_what_the_bot_tells_of_the_actions_is_the_reason(bot_url: str, told: str) -> None:
    assert await reason(bot_url, f"reason {json.dumps(told)}") == told


@pytest.mark.parametrize(
    "told", ["मेरा नंबर", "actions_", "actions_" + "x" * 99, "actions_A\n", 7, None, ["actions_too_slow"]]
)
async def test_anything_else_that_it_tells_is_no_reason(bot_url: str, told: Any) -> None:
    assert await reason(bot_url, f"reason {json.dumps(told)}") == "status_503"


async def test_a_bot_that_is_not_up_was_not_reached() -> None:
    assert await reason(NOBODY, "hello") == "unreachable"


async def test_a_bot_that_breaks_off_may_have_done_it() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        assert await reason(f"http://127.0.0.1:{port}", "hello") == "connection"


async def test_another_status_is_the_reason_itself(bot_url: str) -> None:
    assert await reason(bot_url, "fail 500") == "status_500"
