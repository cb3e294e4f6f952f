"""Twilio's voice webhooks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from channels.settings import Settings
from channels.voice.fields import Fields
from channels.voice.model import CallTurn, Capabilities
from channels.voice.twilio.twiml import Twiml
from channels.voice.webhooks import answered, form_of, must, noted, number_of_turn, signalled, url_of
from channels.whatsapp.twilio.signature import Signatures, shared_keys

PROVIDER = "twilio"
CAN = Capabilities(speech=True, redirects=True)
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_FIELDS = Fields(
    PROVIDER, call_id="CallSid", caller="From", digits="Digits", recording="RecordingUrl", dialled="DialCallStatus",
    reached=frozenset({"completed", "answered"}), words="SpeechResult", confidence="Confidence",
)  # fmt: skip


def create_router(settings: Settings) -> APIRouter:
    """The routes; raises ValueError for a voice that does not speak its language."""
    router = APIRouter(prefix="/voice/twilio", tags=["voice"])
    token = settings.twilio_auth_token
    signatures = Signatures(
        token.get_secret_value() if token else None, shared_keys(settings.twilio_webhook_keys.get_secret_value())
    )
    twiml = Twiml(
        f"{settings.public_url}/voice/twilio/calls", settings.twilio_voice_hindi, settings.twilio_voice_english
    )

    async def genuine(request: Request) -> FormData:
        form = await form_of(request, settings.voice_body_limit)
        must(signatures.genuine(request.headers, url_of(request, settings.public_url), form))
        return form

    @router.post("/calls")
    async def calls(request: Request) -> Response:
        """A call comes in, or goes on; also Twilio's fallback address, which takes a call up where it was."""
        return await answered(request, _turn(request, await genuine(request)), CAN, twiml.render)

    @router.post("/status", status_code=204)
    async def status(request: Request) -> Response:
        """A call has ended."""
        form = await genuine(request)
        if form.get("CallStatus") in _OVER:
            return await noted(request, _FIELDS.ended(form), CAN)
        return Response(status_code=204)

    return router


def _turn(request: Request, form: FormData) -> CallTurn:
    number = number_of_turn(request)
    if form.get("CallStatus") in _OVER:
        return _FIELDS.ended(form)
    return _FIELDS.turn(form, number, signalled(request))
