"""Papers are sent by `POST /chat/uploads`, and named in a message by the token that it answers with."""

from __future__ import annotations

import hmac
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels import gateway, metrics
from channels.addresses import client_address
from channels.errors import TooLarge, TooManyUploads, Unauthorised
from channels.gateway import Gateway
from channels.limits import Limit
from channels.requests import bearer, content, documented, json_bytes
from portal.documents.errors import FileTooLarge
from portal.documents.service import Kept

router = APIRouter(prefix="/chat", tags=["web"])
_ANY_FILE = {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
_ANSWERS = {
    201: "Taken; `token` stands for it in a message", 401: "No valid session", 413: "Too large",
    415: "Neither PDF nor JPEG nor PNG", 422: "Broken, locked or harmful", 429: "Too many files", 503: "Not now",
}  # fmt: skip


@router.post("/uploads", status_code=201, openapi_extra={**documented(None, _ANSWERS), "requestBody": _ANY_FILE})
async def upload(request: Request) -> Response:
    """Takes one file, which is the body itself; what it is called and said to be does not count."""
    here = gateway.of(request)
    session = here.tokens.session(bearer(request))
    await here.conversations.repository.language(session)
    await _not_too_many(request, session, here)
    try:
        body = await content(request, here.portal.documents.limit)
    except TooLarge:
        raise FileTooLarge from None
    kept = await here.portal.documents.keep(session, body)
    metrics.uploads.labels(kept.kind).inc()
    return json_bytes(orjson.dumps(_as_json(kept)), 201)


def create_office_router(token: str) -> APIRouter:
    """The route by which an office fetches what went with an application or a complaint, with this token."""
    office = APIRouter(prefix="/documents", tags=["offices"])
    answers = {401: "Wrong token", 404: "Not there, or with nothing lodged", 503: "Not now"}

    @office.get("/{reference}", openapi_extra=documented(None, answers), responses={200: _FILE})
    async def fetch(request: Request, reference: str) -> Response:
        """The file, to be saved and not shown."""
        if not hmac.compare_digest(bearer(request).encode(), token.encode()):
            raise Unauthorised
        media_type, body = await gateway.of(request).portal.documents.attached(reference)
        headers = {"Content-Disposition": "attachment", "Cache-Control": "no-store"}
        return Response(body, 200, headers, media_type)

    return office


_FILE: dict[str, Any] = {
    "description": "The file",
    "content": {
        kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("application/pdf", "image/jpeg")
    },
}  # fmt: skip


async def _not_too_many(request: Request, session: str, here: Gateway) -> None:
    settings = here.settings
    per_session = Limit("uploads_of_session", settings.limit_uploads_per_session)
    per_address = Limit("uploads_of_address", settings.limit_uploads_per_address)
    address = client_address(request, settings.trusted_proxies)
    if wait_s := await here.limits.wait_s((per_session, session), (per_address, address)):
        metrics.rate_limited.labels("uploads").inc()
        raise TooManyUploads(retry_after=wait_s)


def _as_json(kept: Kept) -> dict[str, Any]:
    return {
        "reference": kept.reference, "token": kept.token, "kind": kept.kind, "media_type": kept.media_type,
        "size": kept.size,
    }  # fmt: skip
