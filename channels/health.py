"""Whether it lives, whether it can work, and its figures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import aiohttp
import orjson
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from channels import gateway, metrics
from channels.errors import Unavailable
from channels.gateway import Gateway
from channels.requests import json_bytes

_DEADLINE_S = 1.0
router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def alive(request: Request) -> Response:
    """This process answers."""
    return json_bytes(b'{"ok":true}')


@router.get("/readyz", responses={503: {"description": "Something is missing"}})
async def ready(request: Request) -> Response:
    """Everything a turn needs answers; else 503 and what does not."""
    here = gateway.of(request)
    asked: dict[str, Awaitable[Any]] = {
        "postgres": here.database.rows("SELECT 1", {}),
        "redis": here.redis.ping(),
        "bot": _get(here, f"{here.settings.bot_url}/readyz"),
        "actions": _get(here, f"{here.settings.actions_url}/readyz"),
    }
    answers = await asyncio.gather(*(_answers(question) for question in asked.values()))
    missing = [name for name, there in zip(asked, answers, strict=True) if not there]
    if here.draining:
        missing.append("gateway")
    return json_bytes(orjson.dumps({"ready": not missing, "missing": missing}), 503 if missing else 200)


@router.get("/metrics", response_class=PlainTextResponse)
async def figures(request: Request) -> Response:
    """For Prometheus; what is in the database is looked up now."""
    here = gateway.of(request)
    try:
        unanswered, oldest_s, outbox = await here.conversations.repository.waiting()
    except Unavailable:
        pass
    else:
        metrics.unanswered.set(unanswered)
        metrics.oldest_unanswered.set(oldest_s)
        metrics.outbox_depth.set(outbox)
    if here.whatsapp:
        await here.whatsapp.measure()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _get(here: Gateway, url: str) -> None:
    async with here.http.get(url, timeout=aiohttp.ClientTimeout(total=_DEADLINE_S)) as response:
        response.raise_for_status()


async def _answers(question: Awaitable[Any]) -> bool:
    try:
        await asyncio.wait_for(question, _DEADLINE_S)
    except Exception:
        # Whatever it is, it is not ready.
        return False
    return True
