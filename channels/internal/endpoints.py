"""The internal turn API (design §4)."""

from __future__ import annotations

import hmac
from uuid import uuid4

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels import gateway
from channels.conversation.core import named_session
from channels.conversation.messages import Incoming, InputKind
from channels.correlation import current
from channels.errors import Unauthorised, Unavailable
from channels.gateway import Gateway
from channels.internal.schemas import TurnRequest
from channels.requests import bearer, documented, json_bytes, read
from channels.web.endpoints import text_input

PROVIDER = "internal"


def create_router(token: str) -> APIRouter:
    """The routes, for callers who know this token."""
    router = APIRouter(prefix="/internal", tags=["internal"])

    @router.post(
        "/turns",
        openapi_extra=documented(
            TurnRequest,
            {200: "Replies and state", 400: "Not JSON in UTF-8", 401: "Wrong token", 409: "Id used for other content",
             413: "Body too large", 422: "Body not in the expected shape", 503: "Not now"},
        ),
    )  # fmt: skip
    async def take_turn(request: Request) -> Response:
        """One turn, through the same core as every channel's."""
        here = gateway.of(request)
        if not hmac.compare_digest(bearer(request).encode(), token.encode()):
            raise Unauthorised
        asked = await read(request, TurnRequest, here.settings.body_limit)
        session = named_session(here.settings.signing_key.get_secret_value(), asked.conversation)
        kind, value = _input(asked, session, here)
        accepted = await here.conversations.receive_first(
            Incoming(
                session=session,
                provider=PROVIDER,
                message_id=f"{session}:{asked.id or uuid4().hex}",
                channel=asked.channel,
                kind=kind,
                value=value,
                correlation_id=current(),
                reference=asked.id,
                language=asked.language,
            )
        )
        answer = await here.conversations.answer(accepted, here.settings.wait_s)
        if answer is None:
            raise Unavailable(retry_after=1)
        return json_bytes(
            b'{"replies":[' + b",".join(answer.replies) + b'],"state":' + orjson.dumps(answer.state) + b"}"
        )

    return router


def _input(asked: TurnRequest, session: str, here: Gateway) -> tuple[InputKind, str]:
    if asked.option_id is not None:
        return "choice", here.conversations.options.choice(session, asked.option_id)
    if asked.press is not None:
        return "key", asked.press
    if asked.event is not None:
        return "event", asked.event
    return text_input(asked.text if asked.text is not None else asked.voice_note or "", here.settings.text_limit)
