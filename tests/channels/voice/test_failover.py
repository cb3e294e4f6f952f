"""A provider that gets no document asks again, then elsewhere; the call goes on where it was."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from tests.channels.voice.calling import PUBLIC, TOKEN, Exchange, said
from tests.peers.caller import Caller, Refused
from tests.peers.kookoo import KooKoo
from tests.peers.serving import served
from tests.peers.twilio_voice import TwilioVoice


@asynccontextmanager
async def troubled(behind: str, failures: int) -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy before a gateway that fails so often; gives its address and what was asked."""
    asked: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(request.path_qs)
        if len(asked) <= failures:
            return web.Response(status=502)
        async with (
            aiohttp.ClientSession() as http,
            http.request(
                request.method, f"{behind}{request.rel_url}", data=await request.read(), headers=request.headers
            ) as answer,
        ):
            return web.Response(body=await answer.read(), status=answer.status, content_type=answer.content_type)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with served(app) as url:
        yield url, asked


@pytest.mark.parametrize("failures", [1, 2])
async def test_a_call_goes_on_where_it_was_when_a_document_was_lost(telephone: Exchange, failures: int) -> None:
    caller = await telephone.hearing(said("कौन सी योजना?", kind="ask", asks="topic"), "twilio")
    heard = caller.words
    async with troubled(telephone.served.client.url, failures) as (url, asked):
        caller.provider = TwilioVoice(PUBLIC, url, TOKEN)
        turns = len(telephone.bot.turns)
        # The key of before once more: the provider repeats a request whose answer it did not get.
        caller.hooks[-1] = replace(caller.hooks[-1], url=caller.hooks[-1].url.replace(telephone.served.client.url, url))
        assert await caller.again() == heard
        assert len(asked) == failures + 1
        assert len(telephone.bot.turns) == turns


async def test_a_provider_that_asks_once_gives_up(telephone: Exchange) -> None:
    async with troubled(telephone.served.client.url, 9) as (url, _), aiohttp.ClientSession() as http:
        with pytest.raises(Refused, match="status 502"):
            await Caller(http, KooKoo(PUBLIC, url, TOKEN), "+919812345620", "CA-kookoo").dial()


async def test_what_takes_too_long_is_given_up(telephone: Exchange) -> None:
    impatient = KooKoo(PUBLIC, telephone.served.client.url, TOKEN, patience_s=0.0001)
    with pytest.raises(Refused, match="status 504"):
        await Caller(telephone.http, impatient, "+919812345620", "CA-late").dial()
