"""What happens to an error that nobody expected: a plain answer for the citizen, a log line without content for us."""

from __future__ import annotations

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels import metrics
from channels.errors import ChannelError, problem

_log = structlog.get_logger(__name__)


class LastResort:
    """Answers 500 with a message and without a trace; nothing reaches the server's own error log.

    Who leaves before all is sent, as a page does that is loaded anew, gets no answer and is no error.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            _log.info("request.left")
        except Exception as error:
            metrics.errors.labels("unexpected").inc()
            _log.error("request.failed", exc_info=error)
            if not begun:
                await problem(ChannelError())(scope, receive, send)
