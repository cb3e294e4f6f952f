"""Twilio's webhooks: incoming messages, and receipts of ours."""

from __future__ import annotations

from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from channels import gateway, metrics
from channels.delivery.receipts import note
from channels.errors import Forged, Malformed
from channels.requests import content, documented
from channels.settings import Settings
from channels.whatsapp.channel import RECEIPTS_PATH, WhatsApp
from channels.whatsapp.twilio import parsing
from channels.whatsapp.twilio.signature import Signatures, shared_keys

_MOST_FIELDS = 200
_ANSWERS = {
    204: "Taken over", 400: "Not a form in UTF-8", 403: "Not signed by Twilio", 413: "Too large", 503: "Not now"
}  # fmt: skip
_log = structlog.get_logger(__name__)


def create_router(settings: Settings) -> APIRouter:
    """The routes, for the account in the settings."""
    token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else None
    signatures = Signatures(token, shared_keys(settings.twilio_webhook_keys.get_secret_value()))
    router = APIRouter(tags=["whatsapp"])

    async def signed_form(request: Request) -> dict[str, str]:
        body = await content(request, settings.whatsapp_body_limit)
        form = _form(body)
        if not signatures.genuine(request.headers, _signed_url(request, settings.public_url), form):
            metrics.webhooks.labels("twilio", "forged").inc()
            raise Forged
        return {name: str(value) for name, value in form.multi_items()}

    @router.post("/whatsapp/twilio", status_code=204, openapi_extra=documented(None, _ANSWERS))
    async def receive(request: Request) -> Response:
        """One incoming message: stored, then acknowledged; the answer goes by Twilio's REST interface."""
        form = await signed_form(request)
        whatsapp = _whatsapp(request)
        try:
            inbound = parsing.message(form, settings.twilio_whatsapp_sender)
        except parsing.NotUnderstood:
            metrics.webhooks.labels("twilio", "odd").inc()
            return Response(status_code=204)
        if form.get("AccountSid") != settings.twilio_account_sid:
            metrics.webhooks.labels("twilio", "other_account").inc()
            return Response(status_code=204)
        metrics.webhooks.labels("twilio", "taken").inc()
        if await whatsapp.intake.take("twilio", inbound) and whatsapp.twilio:
            whatsapp.typing.show(whatsapp.twilio, inbound.message_id)
        return Response(status_code=204)

    @router.post(RECEIPTS_PATH, status_code=204, openapi_extra=documented(None, _ANSWERS))
    async def receipts(request: Request) -> Response:
        """How far a message of ours came."""
        form = await signed_form(request)
        whatsapp = _whatsapp(request)
        receipt = parsing.receipt(form, request.query_params.get("mark", ""))
        if receipt and whatsapp.twilio:
            await note(whatsapp.deliveries, whatsapp.twilio, receipt, settings.delivery_attempts)
        return Response(status_code=204)

    return router


def _whatsapp(request: Request) -> WhatsApp:
    whatsapp = gateway.of(request).whatsapp
    assert whatsapp is not None  # noqa: S101 - the routes exist only with it
    return whatsapp


def _form(body: bytes) -> FormData:
    """Raises Malformed for what no browser and no Twilio would send."""
    try:
        fields: list[tuple[str, str | UploadFile]] = [
            *parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        ]
    except ValueError:
        raise Malformed from None
    return FormData(fields)


def _signed_url(request: Request, public_url: str) -> str:
    """The address as Twilio was given it; what proxies and Host headers say does not count."""
    path = request.scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return f"{public_url}{path}?{query}" if query else f"{public_url}{path}"
