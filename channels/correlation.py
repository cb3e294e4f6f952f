"""One id for everything that a request causes, in logs, at the bot and in actions."""

from __future__ import annotations

from uuid import UUID, uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def current() -> str:
    """The id of the request being served, or a new one."""
    return structlog.contextvars.get_contextvars().get("correlation_id") or str(uuid4())


class Correlation:
    """Takes the caller's X-Request-Id if it is a UUID, else makes one; answers with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        correlation_id = _given(Headers(scope=scope).get("x-request-id")) or str(uuid4())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Correlation-Id"] = correlation_id
            await send(message)

        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            await self._app(scope, receive, send_with_id)


def _given(value: str | None) -> str | None:
    try:
        return str(UUID(value)) if value and len(value) == 36 else None
    except ValueError:
        return None
