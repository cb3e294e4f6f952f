"""Twilio's voice webhooks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from channels.settings import Settings
from channels.voice.model import CallTurn, Capabilities
from channels.voice.twilio.twiml import Twiml
from channels.voice.webhooks import (
    answered,
    call_turn,
    dialogue_of,
    form_of,
    must,
    number_of_turn,
    signalled,
    spoken_or_pressed,
    url_of,
)
from channels.whatsapp.twilio.signature import Signatures, shared_keys

PROVIDER = "twilio"
CAN = Capabilities(speech=True, redirects=True)
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


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
            await dialogue_of(request).plan(call_turn(PROVIDER, _text(form, "CallSid"), "ended"), CAN)
        return Response(status_code=204)

    return router


def _turn(request: Request, form: FormData) -> CallTurn:
    call_id, turn, caller = _text(form, "CallSid"), number_of_turn(request), _text(form, "From")
    if form.get("CallStatus") in _OVER:
        return call_turn(PROVIDER, call_id, "ended")
    if turn is None:
        return call_turn(PROVIDER, call_id, "start", caller=caller)
    match signalled(request):
        case "transferred":
            reached = form.get("DialCallStatus") in ("completed", "answered")
            return call_turn(PROVIDER, call_id, "transferred", turn=turn, caller=caller, reached=reached)
        case "recording":
            return call_turn(
                PROVIDER, call_id, "recording", turn=turn, caller=caller, digits=_text(form, "Digits"),
                recording=_text(form, "RecordingUrl") or None,
            )  # fmt: skip
        case "continued":
            return call_turn(PROVIDER, call_id, "continued", turn=turn, caller=caller)
        case _:
            digits, words = _text(form, "Digits"), _text(form, "SpeechResult")
            return call_turn(
                PROVIDER, call_id, spoken_or_pressed(digits, words), turn=turn, caller=caller, digits=digits,
                text=words, confidence=_text(form, "Confidence"),
            )  # fmt: skip


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
