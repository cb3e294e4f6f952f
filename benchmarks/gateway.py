"""What the gateway adds to a turn: the same conversations with and without it, against a bot that only echoes.

`python -m benchmarks.gateway [CONVERSATIONS] [TURNS]`
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp

from supervisor.ports import free_port
from supervisor.settings import ROOT
from supervisor.system import PYTHON, running_servers
from tests.peers.bot import TOKEN

Send = Callable[[int, int], Awaitable[None]]


def main(conversations: int, turns: int) -> None:
    """Run and print."""
    with running_servers(migrated=True) as servers:
        bot_port, port = free_port(), free_port()
        surroundings = {
            **os.environ, "DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url, "PORT": str(port),
            "BOT_URL": f"http://127.0.0.1:{bot_port}", "INTERNAL_TOKEN": TOKEN,
            "LIMIT_MESSAGES_PER_SESSION": "1000000", "LIMIT_MESSAGES_PER_ADDRESS": "1000000",
        }  # fmt: skip
        bot = running(["tests.peers.bot", str(bot_port)], surroundings)
        with bot, running(["channels"], surroundings) as gateway:
            asyncio.run(
                _measure(conversations, turns, f"http://127.0.0.1:{bot_port}", f"http://127.0.0.1:{port}", gateway)
            )


@contextmanager
def running(module: list[str], surroundings: dict[str, str]) -> Iterator[int]:
    """A module as a process of its own; gives its pid."""
    process = subprocess.Popen(
        [PYTHON, "-m", *module], cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


async def _measure(conversations: int, turns: int, bot: str, gateway: str, process: int) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await until_up(http, f"{bot}/readyz")
        await until_up(http, f"{gateway}/healthz")
        tokens = [(await _post(http, f"{gateway}/chat/sessions", {}, ""))["token"] for _ in range(conversations)]

        async def alone(who: int, number: int) -> None:
            body: dict[str, Any] = {"conversation": str(who), "kind": "text", "value": "नमस्ते", "metadata": {}}
            await _post(http, f"{bot}/webhooks/gateway/turns", body, TOKEN)

        async def through(who: int, number: int) -> None:
            body: dict[str, Any] = {"id": f"a{number}", "text": "लाड़ली बहना योजना किसे मिलती है?"}
            await _post(http, f"{gateway}/chat/messages?wait=true", body, tokens[who])

        async def accepted(who: int, number: int) -> None:
            await _post(http, f"{gateway}/chat/messages", {"id": f"b{number}", "text": "hello"}, tokens[who])

        print(f"{conversations} conversations at once, {turns} turns each\n")
        print(f"{'':28}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'per s':>8}{'gateway CPU ms':>16}")
        await _row("warm-up", through, conversations, 5, process)
        base = await _row("bot alone", alone, conversations, turns, process)
        whole = await _row("through the gateway", through, conversations, turns, process, first=100)
        await _row("accepted (202), 1 at once", accepted, 1, turns, process)
        print(f"\na turn through the gateway : the bot alone = {whole / base:.1f} : 1 (p50)")


async def _row(name: str, send: Send, conversations: int, turns: int, process: int, first: int = 0) -> float:
    times: list[float] = []

    async def converse(who: int) -> None:
        for number in range(first, first + turns):
            began = time.perf_counter()
            await send(who, number)
            times.append((time.perf_counter() - began) * 1000)

    cpu, began = _cpu_s(process), time.perf_counter()
    await asyncio.gather(*(converse(who) for who in range(conversations)))
    seconds = time.perf_counter() - began
    cuts = quantiles(times, n=100)
    cpu_ms = (_cpu_s(process) - cpu) * 1000 / len(times)
    print(f"{name:28}{cuts[49]:8.1f}{cuts[94]:8.1f}{cuts[98]:8.1f}{len(times) / seconds:8.0f}{cpu_ms:16.2f}")
    return cuts[49]


def _cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _post(http: aiohttp.ClientSession, url: str, body: dict[str, Any], token: str) -> dict[str, str]:
    async with http.post(
        url, json=body, headers={"Authorization": f"Bearer {token}", "X-Correlation-Id": "-"}
    ) as response:
        response.raise_for_status()
        answer: dict[str, str] = await response.json()
        return answer


async def until_up(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until something answers there; raises TimeoutError if nothing does."""
    for _ in range(300):
        try:
            async with http.get(url):
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.1)
    raise TimeoutError(f"nothing answers at {url}")


if __name__ == "__main__":
    main(*(int(argument) for argument in (sys.argv[1:] + ["32", "40"][len(sys.argv) - 1 :])))
