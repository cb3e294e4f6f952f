"""Meta's webhooks: the handshake, and calls that bring messages and receipts together."""

from __future__ import annotations

import hmac
import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, Response

from channels import gateway, metrics
from channels.delivery.receipts import note
from channels.errors import Forged, Malformed
from channels.requests import content, documented
from channels.settings import Settings
from channels.whatsapp.meta import parsing, signature

_ANSWERS = {200: "Taken over", 400: "Not JSON", 403: "Not signed by Meta", 413: "Too large", 503: "Not now"}
_LONGEST_CHALLENGE = 200


def create_router(settings: Settings) -> APIRouter:
    """The routes, for the number in the settings."""
    secret = settings.meta_app_secret.get_secret_value() if settings.meta_app_secret else ""
    verify_token = settings.meta_verify_token.get_secret_value() if settings.meta_verify_token else ""
    router = APIRouter(prefix="/whatsapp/meta", tags=["whatsapp"])

    @router.get("", response_class=PlainTextResponse)
    async def verify(
        mode: Annotated[str, Query(alias="hub.mode")] = "",
        token: Annotated[str, Query(alias="hub.verify_token")] = "",
        challenge: Annotated[str, Query(alias="hub.challenge")] = "",
    ) -> Response:
        """The handshake by which Meta finds out that this address is ours."""
        genuine = hmac.compare_digest(token.encode("utf-8", "replace"), verify_token.encode())
        sound = challenge.isascii() and challenge.isalnum() and len(challenge) <= _LONGEST_CHALLENGE
        if mode != "subscribe" or not genuine or not sound:
            raise Forged
        return PlainTextResponse(challenge)

    @router.post("", openapi_extra=documented(None, _ANSWERS))
    async def receive(request: Request) -> Response:
        """Messages and receipts: stored, then acknowledged. A part that is not for us, or odd, harms no other."""
        body = await content(request, settings.whatsapp_body_limit)
        if not signature.genuine(secret, body, request.headers.get(signature.HEADER)):
            metrics.webhooks.labels("meta", "forged").inc()
            raise Forged
        batch = parsing.batch(_json(body), settings.meta_phone_number_id)
        metrics.webhooks.labels("meta", "taken").inc()
        metrics.webhooks.labels("meta", "odd").inc(batch.odd)
        await _take(request, batch, settings.delivery_attempts)
        return PlainTextResponse("")

    return router


def _json(body: bytes) -> Any:
    """Raises Malformed. Half an emoji is no reason to have the whole call sent again for a week."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed from None


async def _take(request: Request, batch: parsing.Batch, most_attempts: int) -> None:
    whatsapp = gateway.of(request).whatsapp
    assert whatsapp is not None  # noqa: S101 - the routes exist only with it
    assert whatsapp.meta is not None  # noqa: S101 - likewise
    for inbound in batch.messages:
        if await whatsapp.intake.take("meta", inbound):
            whatsapp.typing.show(whatsapp.meta, inbound.message_id)
    for receipt in batch.receipts:
        await note(whatsapp.deliveries, whatsapp.meta, receipt, most_attempts)
