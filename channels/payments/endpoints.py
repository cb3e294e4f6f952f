"""Where the payment gateway tells what became of an order, and where links and QR codes of open fees lead."""

from __future__ import annotations

import time

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from channels import gateway, metrics
from channels.errors import Forged, Invalid
from channels.requests import content, documented, json_bytes
from portal.payments import upi
from portal.payments.service import Confirmation
from portal.payments.settings import PaymentSettings
from portal.payments.signature import SIGNATURE, TIMESTAMP, is_sound

PATH = "/payments"
_TOLD = {
    200: "Noted, now or before", 403: "Not signed by the gateway, or too long ago", 404: "No such order",
    409: "The event's id was used for something else", 413: "Body too large", 422: "Not a confirmation", 503: "Not now",
}  # fmt: skip
_GONE = {404: "No fee that is to be paid has this name", 503: "Not now"}
_NO_STORE = {"Cache-Control": "no-store"}


def create_router(settings: PaymentSettings) -> APIRouter:
    """The routes; without a secret no confirmation is believed."""
    router = APIRouter(prefix=PATH, tags=["payments"])

    @router.post("/confirmations", openapi_extra=documented(Confirmation, _TOLD))
    async def confirm(request: Request) -> Response:
        """Something became of an order. Sent again, it changes nothing more."""
        here = gateway.of(request)
        body = await content(request, here.settings.body_limit)
        told = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        if not is_sound(settings.webhook_secrets, *told, body, time.time()):
            metrics.payments_told.labels("forged").inc()
            raise Forged
        outcome = await here.portal.payments.confirm(_confirmation(body), body)
        metrics.payments_told.labels(outcome.value).inc()
        return json_bytes(b'{"noted":true}')

    @router.get("/{name}/qr.png", openapi_extra=documented(None, _GONE), responses={200: _PICTURE})
    async def picture(request: Request, name: str) -> Response:
        """The fee's QR code."""
        payment = await gateway.of(request).portal.payments.to_pay(name)
        # The widget shows it on pages of other sites.
        headers = {**_NO_STORE, "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(upi.picture(payment.link), 200, headers, "image/png")

    @router.get("/{name}", status_code=302, openapi_extra=documented(None, _GONE))
    async def pay(request: Request, name: str) -> Response:
        """On to a UPI app, with all filled in."""
        payment = await gateway.of(request).portal.payments.to_pay(name)
        return RedirectResponse(payment.link, 302, _NO_STORE)

    return router


_PICTURE = {"description": "A PNG", "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}


def _confirmation(body: bytes) -> Confirmation:
    try:
        return Confirmation.model_validate_json(body)
    except ValueError:
        raise Invalid from None
