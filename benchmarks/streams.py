"""A thousand open event streams on one gateway process: its memory, how soon a reply arrives, and whether any drops."""

from __future__ import annotations

import asyncio
import os
import resource
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks import processes, report
from benchmarks.gateway import running, until_up
from supervisor.ports import free_port
from supervisor.system import running_servers
from tests.peers.bot import TOKEN

_TOGETHER = 25


@dataclass
class Seen:
    """What happened to the streams."""

    dropped: int = 0
    arrived_s: list[float] = field(default_factory=list)
    sent: dict[str, float] = field(default_factory=dict)


def measure(streams: int, seconds: float, messages_a_second: float) -> dict[str, Any]:
    """Open them, send messages now and then over this time, and see what each stream hears."""
    _allow_files(4 * streams)
    with running_servers(migrated=True) as servers:
        bot_port, port = free_port(), free_port()
        surroundings = {
            **os.environ, "DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url, "PORT": str(port),
            "BOT_URL": f"http://127.0.0.1:{bot_port}", "INTERNAL_TOKEN": TOKEN, "LIMIT_SESSIONS_PER_ADDRESS": "0",
            "EVENT_STREAMS_PER_ADDRESS": "0",
            "LIMIT_MESSAGES_PER_ADDRESS": "0", "LIMIT_MESSAGES_PER_SESSION": "0", "HOST": "127.0.0.1",
        }  # fmt: skip
        with running(["tests.peers.bot", str(bot_port)], surroundings), running(["channels"], surroundings) as pid:
            return asyncio.run(_watch(f"http://127.0.0.1:{port}", pid, streams, seconds, messages_a_second))


async def _watch(url: str, pid: int, streams: int, seconds: float, messages_a_second: float) -> dict[str, Any]:
    seen = Seen()
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=30)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as http:
        await until_up(http, f"{url}/healthz")
        tokens = [await _session(http, url) for _ in range(streams)]
        alone = await _answer_times(http, url, tokens[:50])
        before, cpu = processes.megabytes([pid]), processes.cpu_s([pid])
        began = time.perf_counter()
        opened = asyncio.Semaphore(_TOGETHER)
        listening = [asyncio.create_task(_listen(http, url, token, seen, opened)) for token in tokens]
        while await _open_streams(http, url) < streams:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.2)
        opening_s = time.perf_counter() - began
        after = processes.megabytes([pid])
        await _talk(http, url, tokens, seen, seconds, messages_a_second)
        still_open = await _open_streams(http, url)
        grown, used = processes.megabytes([pid]), processes.cpu_s([pid]) - cpu
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    return {
        "streams": streams, "minutes": round(seconds / 60, 1), "still_open": still_open, "dropped": seen.dropped,
        "opening_s": round(opening_s, 1), "messages": len(seen.sent), "arrived": len(seen.arrived_s),
        "arrived_ms": report.percentiles(seen.arrived_s), "without_streams_ms": report.percentiles(alone),
        "memory_mb": {"none_open": before, "all_open": after, "at_the_end": grown},
        "kilobytes_a_stream": round((after - before) * 1000 / streams, 1),
        "cores_used": round(used / (time.perf_counter() - began), 3),
    }  # fmt: skip


async def _listen(http: aiohttp.ClientSession, url: str, token: str, seen: Seen, room: asyncio.Semaphore) -> None:
    """One reader; a stream that ends by itself was dropped."""
    async with room:
        answer = await http.get(f"{url}/chat/events", headers={"Authorization": f"Bearer {token}"})
        await answer.content.readline()
    try:
        async for line in answer.content:
            if line.startswith(b"data: ") and (began := seen.sent.get(_named(line))):
                seen.arrived_s.append(time.perf_counter() - began)
        seen.dropped += 1
    except aiohttp.ClientError:
        seen.dropped += 1
    finally:
        answer.close()


def _named(line: bytes) -> str:
    return line.rpartition(b"echo: ")[2].partition(b'"')[0].decode()


async def _talk(
    http: aiohttp.ClientSession, url: str, tokens: list[str], seen: Seen, seconds: float, messages_a_second: float
) -> None:
    """Messages at an even pace, from one session after another."""
    until, number = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        words = f"message {number}"
        seen.sent[words] = time.perf_counter()
        await _say(http, url, tokens[number % len(tokens)], f"m{number}", words)
        number += 1
        await asyncio.sleep(1 / messages_a_second)
    with suppress(TimeoutError):
        async with asyncio.timeout(10):
            while len(seen.arrived_s) < len(seen.sent):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)


async def _answer_times(http: aiohttp.ClientSession, url: str, tokens: list[str]) -> list[float]:
    """How long the same takes while no stream is open."""
    times = []
    for number, token in enumerate(tokens):
        began = time.perf_counter()
        await _say(http, url, token, f"w{number}", "warm", "?wait=true")
        times.append(time.perf_counter() - began)
    return times


async def _say(http: aiohttp.ClientSession, url: str, token: str, message: str, words: str, wait: str = "") -> None:
    body, headers = {"id": message, "text": words}, {"Authorization": f"Bearer {token}"}
    async with http.post(f"{url}/chat/messages{wait}", json=body, headers=headers) as answer:
        answer.raise_for_status()
        await answer.read()


async def _session(http: aiohttp.ClientSession, url: str) -> str:
    async with http.post(f"{url}/chat/sessions") as answer:
        token: str = (await answer.json())["token"]
        return token


async def _open_streams(http: aiohttp.ClientSession, url: str) -> int:
    """As the gateway counts them."""
    async with http.get(f"{url}/metrics") as answer:
        text = await answer.text()
    [line] = [line for line in text.splitlines() if line.startswith("jan_event_streams ")]
    return int(float(line.split()[1]))


def _allow_files(wanted: int) -> None:
    """Each stream is an open file, here and in the gateway."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
