"""Exotel's webhooks: it signs nothing, so our own secret stands in the address."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels.settings import Settings
from channels.voice.exotel.applets import GO_ON, Applets
from channels.voice.exotel.exoml import ExoMl
from channels.voice.fields import Fields
from channels.voice.model import CallTurn, Capabilities
from channels.voice.webhooks import (
    answered,
    call_turn,
    dialogue_of,
    form_of,
    know,
    noted,
    number_of_turn,
    signalled,
    spoken_or_pressed,
)

PROVIDER = "exotel"
CAN = Capabilities(speech=False, redirects=False)
FLOW_CAN = Capabilities(speech=False, redirects=True, record=False)
_FIELDS = Fields(
    PROVIDER, call_id="CallSid", caller="CallFrom", digits="DigitsPressed", recording="RecordingUrl",
    dialled="DialCallStatus", reached=frozenset({"completed"}),
)  # fmt: skip


def create_router(settings: Settings) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/voice/exotel/{key}", tags=["voice"])
    secret = settings.exotel_key
    address = f"{settings.public_url}/voice/exotel/{secret.get_secret_value() if secret else ''}/calls"
    exoml, applets = ExoMl(address, settings.exotel_voice), Applets()

    @router.post("/calls")
    async def calls(request: Request, key: str) -> Response:
        """A call comes in, or goes on (ExoML)."""
        know(key, secret)
        form = await form_of(request, settings.voice_body_limit)
        turn = _FIELDS.turn(form, number_of_turn(request), signalled(request))
        return await answered(request, turn, CAN, exoml.render)

    @router.post("/status", status_code=204)
    async def status(request: Request, key: str) -> Response:
        """A call has ended."""
        know(key, secret)
        return await noted(request, _FIELDS.ended(await form_of(request, settings.voice_body_limit)), CAN)

    @router.get("/gather")
    async def gather(request: Request, key: str) -> Response:
        """A flow's gather applet: what to say now."""
        know(key, secret)
        query = request.query_params
        turn = call_turn(PROVIDER, query.get("CallSid"), "start", caller=query.get("CallFrom"))
        return await answered(
            request, turn, FLOW_CAN, lambda plan: orjson.dumps(applets.gather(plan)), "application/json"
        )

    @router.get("/passthru")
    async def passthru(request: Request, key: str) -> Response:
        """A flow's passthru applet after the gathering: 200 for another round, 302 for the flow's person or end."""
        know(key, secret)
        plan = await dialogue_of(request).plan(_flow_turn(request.query_params), FLOW_CAN)
        way = applets.way(plan)
        return Response(status_code=way, headers={} if way == GO_ON else {"Location": f"{settings.public_url}/healthz"})

    return router


def _flow_turn(query: Mapping[str, str]) -> CallTurn:
    # Exotel puts the digits into quotation marks.
    digits = query.get("digits", "").strip('"')
    return call_turn(
        PROVIDER, query.get("CallSid"), spoken_or_pressed(digits, None), caller=query.get("CallFrom"), digits=digits
    )
