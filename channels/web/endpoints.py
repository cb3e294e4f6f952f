"""The website's public API (design §4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse

from channels import gateway, metrics
from channels.addresses import client_address
from channels.conversation.core import session_id
from channels.conversation.ending import Ending
from channels.conversation.messages import Answer, Incoming, InputKind
from channels.correlation import current
from channels.errors import Invalid, TooManyOpinions, TooManySessions, Unavailable
from channels.gateway import Gateway
from channels.limits import Limit
from channels.replies import own_reply
from channels.requests import bearer, documented, json_bytes, read
from channels.text import clean, says_something, spoken_in
from channels.web.events import stream
from channels.web.feedback import Feedback
from channels.web.schemas import FeedbackRequest, MessageRequest, SessionRequest

PROVIDER = "web"
_MOST_DIGITS = 18
router = APIRouter(prefix="/chat", tags=["web"])
_SHAPE = {
    400: "Not JSON in UTF-8",
    403: "Origin not allowed",
    413: "Body too large",
    422: "Body not in the expected shape",
}


@router.post(
    "/sessions",
    status_code=201,
    openapi_extra=documented(
        SessionRequest, {201: "A session", 429: "Too many sessions from here", 503: "Not now", **_SHAPE}
    ),
)
async def open_session(request: Request) -> Response:
    """A new session and its token."""
    here = gateway.of(request)
    settings = here.settings
    asked = await read(request, SessionRequest, settings.body_limit, empty=True)
    limit = Limit("sessions", settings.limit_sessions_per_address)
    address = client_address(request, settings.trusted_proxies)
    if wait_s := await here.limits.wait_s((limit, address)):
        metrics.rate_limited.labels("sessions").inc()
        raise TooManySessions(retry_after=wait_s)
    session = session_id()
    await here.conversations.open_session(session, "web", asked.language)
    await here.origins.comes_from(session, address)
    expires_at = datetime.now(UTC) + timedelta(seconds=settings.session_ttl_s)
    body = {"session_id": session, "token": here.tokens.issue(session), "expires_at": expires_at}
    return json_bytes(orjson.dumps(body), 201)


@router.delete(
    "/sessions",
    status_code=204,
    response_class=Response,
    responses={204: {"description": "Deleted, with all that was said in it"}},
    openapi_extra=documented(None, {401: "No valid session", 403: "Origin not allowed", 503: "Not now"}),
)
async def end_session(request: Request) -> Response:
    """Ends the token's session, also one that has expired, and deletes the conversation; what was lodged stays."""
    here = gateway.of(request)
    session = here.tokens.session_at_any_age(bearer(request))
    await Ending(here.database, here.redis, here.conversations.notices).end(session)
    return Response(status_code=204)


@router.post(
    "/feedback",
    status_code=204,
    response_class=Response,
    responses={204: {"description": "Kept"}},
    openapi_extra=documented(
        FeedbackRequest,
        {401: "No valid session", 404: "No such reply in this session", 429: "Too many", 503: "Not now", **_SHAPE},
    ),
)
async def judge_reply(request: Request) -> Response:
    """Keeps an opinion of a reply."""
    here = gateway.of(request)
    session = here.tokens.session(bearer(request))
    asked = await read(request, FeedbackRequest, here.settings.body_limit)
    if wait_s := await here.limits.wait_s((Limit("feedback", here.settings.limit_messages_per_session), session)):
        metrics.rate_limited.labels("feedback").inc()
        raise TooManyOpinions(retry_after=wait_s)
    await Feedback(here.database, here.vault).keep(session, asked.reply_id, asked.rating, asked.reason, asked.words)
    return Response(status_code=204)


@router.post(
    "/messages",
    status_code=202,
    openapi_extra=documented(
        MessageRequest,
        {200: "The replies", 202: "Accepted", 401: "No valid session", 409: "Id used for other content", 503: "Not now",
         **_SHAPE},
    ),
)  # fmt: skip
async def send_message(request: Request, wait: Annotated[bool, Query()] = False) -> Response:
    """Accepts a message; with `wait`, answers with the replies."""
    here = gateway.of(request)
    session = here.tokens.session(bearer(request))
    asked = await read(request, MessageRequest, here.settings.body_limit)
    kind, value = _input(asked, session, here)
    if await _comes_too_fast(request, session, here):
        return await _asked_to_wait(asked, session, here, wait)
    accepted = await here.conversations.receive(
        Incoming(
            session=session,
            provider=PROVIDER,
            message_id=f"{session}:{asked.id}",
            channel="web",
            kind=kind,
            value=value,
            correlation_id=current(),
            reference=asked.id,
            language=asked.language,
        )
    )
    answer = await here.conversations.answer(accepted, here.settings.wait_s) if wait else None
    if answer is None:
        return json_bytes(orjson.dumps({"id": asked.id, "status": "accepted"}), 202)
    return json_bytes(replies_json(answer))


@router.get(
    "/events",
    response_class=StreamingResponse,
    openapi_extra={
        **documented(
            None,
            {
                400: "Last-Event-ID is not one of ours",
                401: "No valid session",
                403: "Origin not allowed",
                503: "Not now",
            },
        ),
    },
    responses={200: {"description": "Replies as they come", "content": {"text/event-stream": {}}}},
)
async def events(request: Request, last_event_id: Annotated[str, Header()] = "0") -> Response:
    """The session's replies after Last-Event-ID, then new ones as they come; all of them without that header."""
    here = gateway.of(request)
    session = here.tokens.session(bearer(request))
    if not (last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) <= _MOST_DIGITS):
        raise Invalid
    await here.conversations.repository.language(session)
    address = client_address(request, here.settings.trusted_proxies)
    if here.draining or not here.streams.has_room(address):
        raise Unavailable(retry_after=5)
    return StreamingResponse(
        stream(here, session, address, int(last_event_id)),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def replies_json(answer: Answer) -> bytes:
    """The replies, which are JSON already."""
    return b'{"replies":[' + b",".join(answer.replies) + b"]}"


def _input(asked: MessageRequest, session: str, here: Gateway) -> tuple[InputKind, str]:
    if asked.option_id is not None:
        return "choice", here.conversations.options.choice(session, asked.option_id)
    return text_input(asked.text or "", here.settings.text_limit)


def text_input(written: str, limit: int) -> tuple[InputKind, str]:
    """A person's words, or the notice that is due instead of a turn."""
    text = clean(written)
    if not says_something(text):
        return "notice", "empty"
    return ("notice", "too_long") if len(text) > limit else ("text", text)


async def _comes_too_fast(request: Request, session: str, here: Gateway) -> bool:
    settings = here.settings
    per_session = Limit("messages_of_session", settings.limit_messages_per_session)
    per_address = Limit("messages_of_address", settings.limit_messages_per_address)
    address = client_address(request, settings.trusted_proxies)
    return await here.limits.wait_s((per_session, session), (per_address, address)) > 0


async def _asked_to_wait(asked: MessageRequest, session: str, here: Gateway, wait: bool) -> Response:
    """Not stored: the same message may be sent again later."""
    metrics.rate_limited.labels("messages").inc()
    spoken = await here.conversations.repository.language(session)
    language = spoken_in(clean(asked.text or "")[:500]) or spoken or asked.language or "hi"
    body: dict[str, Any] = {"replies": [own_reply("slow_down", "error", language, asked.id)]}
    if not wait:
        body |= {"id": asked.id, "status": "slow_down"}
    return json_bytes(orjson.dumps(body), 200 if wait else 202)
