"""The receipt of an application as a PDF; whoever has the link was given it after proof of identity."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels import gateway
from channels.requests import documented
from portal.acknowledgements.service import PATH

router = APIRouter(prefix=PATH, tags=["web"])
_PDF = {"description": "A PDF", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}


@router.get(
    "/{name}",
    openapi_extra=documented(None, {404: "No link of ours, or its half hour is over", 503: "Not now"}),
    responses={200: _PDF},
)
async def acknowledgement(request: Request, name: str) -> Response:
    """The PDF, made at this moment, so that it shows how the fee stands."""
    printed = await gateway.of(request).portal.acknowledgements.printed(name)
    headers = {
        "Content-Disposition": f'attachment; filename="{printed.name}"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(printed.content, 200, headers, "application/pdf")
