"""Plivo's voice webhooks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from channels.settings import Settings
from channels.voice.model import CallTurn, Capabilities
from channels.voice.plivo.plivo_xml import PlivoXml
from channels.voice.plivo.signature import genuine as signed_by_plivo
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

PROVIDER = "plivo"
CAN = Capabilities(speech=True, redirects=True)
_OVER = frozenset({"completed", "busy", "failed", "timeout", "no-answer", "cancel"})


def create_router(settings: Settings) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/voice/plivo", tags=["voice"])
    token = settings.plivo_auth_token.get_secret_value() if settings.plivo_auth_token else ""
    xml = PlivoXml(f"{settings.public_url}/voice/plivo/calls", settings.plivo_voice)

    async def genuine(request: Request) -> FormData:
        form = await form_of(request, settings.voice_body_limit)
        must(signed_by_plivo(request.headers, url_of(request, settings.public_url), form, token))
        return form

    @router.post("/calls")
    async def calls(request: Request) -> Response:
        """A call comes in, or goes on."""
        return await answered(request, _turn(request, await genuine(request)), CAN, xml.render)

    @router.post("/hangup", status_code=204)
    async def hangup(request: Request) -> Response:
        """A call has ended."""
        form = await genuine(request)
        await dialogue_of(request).plan(call_turn(PROVIDER, _text(form, "CallUUID"), "ended"), CAN)
        return Response(status_code=204)

    return router


def _turn(request: Request, form: FormData) -> CallTurn:
    call_id, turn, caller = _text(form, "CallUUID"), number_of_turn(request), _text(form, "From")
    if turn is None and form.get("CallStatus") in _OVER:
        return call_turn(PROVIDER, call_id, "ended")
    if turn is None:
        return call_turn(PROVIDER, call_id, "start", caller=caller)
    match signalled(request):
        case "transferred":
            reached = form.get("DialStatus") == "completed"
            return call_turn(PROVIDER, call_id, "transferred", turn=turn, caller=caller, reached=reached)
        case "recording":
            return call_turn(
                PROVIDER, call_id, "recording", turn=turn, caller=caller, digits=_text(form, "Digits"),
                recording=_text(form, "RecordUrl") or None,
            )  # fmt: skip
        case "continued":
            return call_turn(PROVIDER, call_id, "continued", turn=turn, caller=caller)
        case "silence":
            return call_turn(PROVIDER, call_id, "silence", turn=turn, caller=caller)
        case _:
            digits, words = _text(form, "Digits"), _text(form, "Speech")
            return call_turn(
                PROVIDER, call_id, spoken_or_pressed(digits, words), turn=turn, caller=caller, digits=digits,
                text=words, confidence=_text(form, "SpeechConfidenceScore"),
            )  # fmt: skip


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
