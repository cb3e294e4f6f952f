"""The internal API of evaluation, beside the turn API: bearer INTERNAL_TOKEN, absent in production."""

from __future__ import annotations

import hmac

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels import gateway
from channels.conversation.core import named_session
from channels.errors import Unauthorised
from channels.gateway import Gateway
from channels.requests import bearer, documented, json_bytes, read
from portal.evaluation import service
from portal.evaluation.schemas import (
    ConversationRequest,
    FeeRequest,
    MessageRequest,
    PaperRequest,
    PrepareRequest,
)

_CALLING = ("voice", "whatsapp")
_ANSWERS = {
    200: "Done", 400: "Not JSON in UTF-8", 401: "Wrong token", 413: "Body too large",
    422: "Body not in the expected shape", 503: "Not now",
}  # fmt: skip

_ANSWERED = """
SELECT inbox.session_id, outbox.reply FROM inbox LEFT JOIN outbox ON outbox.inbox_id = inbox.id
WHERE inbox.provider = %(provider)s
  AND (inbox.message_id = %(message)s OR starts_with(inbox.message_id, %(message)s || ':'))
ORDER BY inbox.id, outbox.position
"""


def create_router(token: str) -> APIRouter:
    """The routes, for callers who know this token."""
    router = APIRouter(prefix="/internal/evaluation", tags=["internal"])

    def admitted(request: Request) -> Gateway:
        if not hmac.compare_digest(bearer(request).encode(), token.encode()):
            raise Unauthorised
        return gateway.of(request)

    async def session_named(request: Request, here: Gateway) -> str:
        asked = await read(request, ConversationRequest, here.settings.body_limit)
        return asked.session or _session(here, asked.conversation or "")

    @router.post("/prepare", openapi_extra=documented(PrepareRequest, _ANSWERS))
    async def prepare(request: Request) -> Response:
        """Make what exists before a conversation, and its session."""
        here = admitted(request)
        asked = await read(request, PrepareRequest, here.settings.body_limit)
        session = _session(here, asked.conversation)
        await here.conversations.open_session(session, asked.channel, None)
        await service.prepare(here.portal, session, asked.channel in _CALLING, asked.given)
        return json_bytes(b"{}")

    @router.post("/answers", openapi_extra=documented(MessageRequest, _ANSWERS))
    async def answers(request: Request) -> Response:
        """The session of a message, and what was answered to it; of a call to all its turns, in order."""
        here = admitted(request)
        asked = await read(request, MessageRequest, here.settings.body_limit)
        rows = await here.database.rows(_ANSWERED, asked.model_dump())
        session = rows[-1][0] if rows else None
        replies = [orjson.loads(here.vault.open(bytes(sealed))) for _, sealed in rows if sealed]
        return json_bytes(orjson.dumps({"session": session, "replies": replies}))

    @router.post("/last-code", openapi_extra=documented(ConversationRequest, _ANSWERS))
    async def last_code(request: Request) -> Response:
        """The code sent last; null if none was."""
        here = admitted(request)
        code = await service.last_code(here.portal, await session_named(request, here))
        return json_bytes(orjson.dumps({"code": code}))

    @router.post("/expire-codes", openapi_extra=documented(ConversationRequest, _ANSWERS))
    async def expire_codes(request: Request) -> Response:
        """Let the codes sent so far expire."""
        here = admitted(request)
        await service.expire(here.portal, await session_named(request, here))
        return json_bytes(b"{}")

    @router.post("/fee", openapi_extra=documented(FeeRequest, {**_ANSWERS, 404: "No fee was asked for"}))
    async def fee(request: Request) -> Response:
        """Let the payment gateway tell what became of the fee asked for last."""
        here = admitted(request)
        asked = await read(request, FeeRequest, here.settings.body_limit)
        await service.settle_fee(here.portal, asked.session or _session(here, asked.conversation or ""), asked.kind)
        return json_bytes(b"{}")

    @router.post("/paper", openapi_extra=documented(PaperRequest, _ANSWERS))
    async def paper(request: Request) -> Response:
        """Send a sample paper, and name what stands for it in a message."""
        here = admitted(request)
        asked = await read(request, PaperRequest, here.settings.body_limit)
        token = await service.send_paper(
            here.portal, asked.session or _session(here, asked.conversation or ""), asked.kind
        )
        return json_bytes(orjson.dumps({"token": token}))

    @router.post("/new-day", openapi_extra=documented(ConversationRequest, _ANSWERS))
    async def new_day(request: Request) -> Response:
        """Let a night pass."""
        here = admitted(request)
        await service.new_day(here.portal, await session_named(request, here))
        return json_bytes(b"{}")

    return router


def _session(here: Gateway, conversation: str) -> str:
    return named_session(here.settings.signing_key.get_secret_value(), conversation)
