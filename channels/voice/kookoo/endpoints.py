"""KooKoo's webhook: a GET for each event, unsigned, so our own secret stands in the address."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels.settings import Settings
from channels.voice.kookoo.tunes import Tunes
from channels.voice.model import CallTurn, Capabilities
from channels.voice.webhooks import answered, call_turn, know, spoken_or_pressed

PROVIDER = "kookoo"
CAN = Capabilities(speech=False, redirects=True)


def create_router(settings: Settings) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/voice/kookoo/{key}", tags=["voice"])
    secret = settings.kookoo_key
    tunes = Tunes(f"{settings.public_url}/voice/kookoo/{secret.get_secret_value() if secret else ''}/calls")

    @router.get("/calls")
    async def calls(request: Request, key: str) -> Response:
        """Whatever happens in a call. The caller's number comes with the first request only."""
        know(key, secret)
        turn = _turn(request.query_params)
        return await answered(request, turn, CAN, lambda plan: tunes.render(plan, turn.call_id))

    return router


def _turn(query: Mapping[str, str]) -> CallTurn:
    call_id, data = query.get("sid"), query.get("data", "")
    match query.get("event", ""):
        case "NewCall":
            return call_turn(PROVIDER, call_id, "start", caller=query.get("cid"))
        case "GotDTMF":
            return call_turn(PROVIDER, call_id, spoken_or_pressed(data, None), digits=data)
        case "Record":
            return call_turn(PROVIDER, call_id, "recording", recording=data or None)
        case "Dial":
            return call_turn(PROVIDER, call_id, "transferred", reached=query.get("status") == "answered")
        case "Hangup" | "Disconnect":
            return call_turn(PROVIDER, call_id, "ended")
        case _:
            return call_turn(PROVIDER, call_id, "continued")
