"""A simulated provider as a process of its own: `python -m benchmarks.whatsapp_provider NAME PORT GATEWAY`.

GET /seen lists (user, second by this machine's clock) of what citizens have seen.
"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiohttp import web

from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio


async def serve(name: str, port: int, gateway: str) -> None:
    """Until it is killed."""
    provider: FakeTwilio | FakeMeta = FakeTwilio() if name == "twilio" else FakeMeta()
    provider.gateway = gateway

    async def seen(request: web.Request) -> web.Response:
        return web.json_response([(one.user, one.at) for one in provider.seen])

    provider.app.router.add_get("/seen", seen)
    async with provider.serving(port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
