"""Plivo's voice webhooks."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from channels.settings import Settings
from channels.voice.fields import Fields
from channels.voice.model import CallTurn, Capabilities
from channels.voice.plivo.plivo_xml import PlivoXml
from channels.voice.plivo.signature import genuine as signed_by_plivo
from channels.voice.webhooks import answered, form_of, must, noted, number_of_turn, signalled, url_of

PROVIDER = "plivo"
CAN = Capabilities(speech=True, redirects=True)
_OVER = frozenset({"completed", "busy", "failed", "timeout", "no-answer", "cancel"})
_FIELDS = Fields(
    PROVIDER, call_id="CallUUID", caller="From", digits="Digits", recording="RecordUrl", dialled="DialStatus",
    reached=frozenset({"completed"}), words="Speech", confidence="SpeechConfidenceScore",
)  # fmt: skip


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
        return await noted(request, _FIELDS.ended(await genuine(request)), CAN)

    return router


def _turn(request: Request, form: FormData) -> CallTurn:
    number = number_of_turn(request)
    if number is None and form.get("CallStatus") in _OVER:
        return _FIELDS.ended(form)
    return _FIELDS.turn(form, number, signalled(request))
