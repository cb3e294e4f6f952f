"""Where providers fetch spoken replies."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels import gateway
from channels.errors import NotFound
from channels.requests import documented
from channels.whatsapp.voice import PATH

router = APIRouter(prefix=PATH, tags=["whatsapp"])
_SOUND = {"description": "Sound", "content": {"audio/ogg": {"schema": {"type": "string", "format": "binary"}}}}


@router.get(
    "/{name}",
    openapi_extra=documented(None, {404: "No link of ours, or its hour is over", 503: "Not now"}),
    responses={200: _SOUND},
)
async def spoken(request: Request, name: str) -> Response:
    """A reply to be heard."""
    whatsapp = gateway.of(request).whatsapp
    if whatsapp is None or whatsapp.voices is None:
        raise NotFound
    content, content_type = await whatsapp.voices.content(name)
    return Response(content, 200, {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}, content_type)
