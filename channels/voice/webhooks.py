"""What all providers' webhooks share: reading a form, telling secrets apart, and answering in time."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Literal, cast, get_args
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.responses import Response
from pydantic import SecretStr
from starlette.datastructures import FormData, UploadFile

from channels import gateway, metrics
from channels.errors import Forged, Invalid, Malformed, NotFound
from channels.requests import content
from channels.voice.dialogue import Dialogue
from channels.voice.model import CallTurn, Capabilities, Event, Plan

_MOST_FIELDS = 200
_MOST_ID = 200
_MOST_DIGITS = 40
_MOST_WORDS = 4000
_MOST_TURN_DIGITS = 4
_FORM = "application/x-www-form-urlencoded"
Signalled = Literal["transferred", "recording", "continued", "silence"]


async def form_of(request: Request, limit: int) -> FormData:
    """The form of a POST, in UTF-8; raises TooLarge, Malformed."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Malformed
    body = await content(request, limit)
    try:
        fields: list[tuple[str, str | UploadFile]] = list(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        )
    except ValueError:
        raise Malformed from None
    return FormData(fields)


def url_of(request: Request, public_url: str) -> str:
    """The address that the provider called: never what a Host header claims."""
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    return f"{public_url}{path}{'?' if query else ''}{query}"


def know(given: str, secret: SecretStr | None) -> None:
    """Raises NotFound for a wrong key in the address, as for any address that does not exist."""
    if secret is None or not hmac.compare_digest(given.encode(), secret.get_secret_value().encode()):
        raise NotFound


def must(genuine: bool) -> None:
    """Raises Forged for what is not the provider's."""
    if not genuine:
        raise Forged


def number_of_turn(request: Request) -> int | None:
    """The number that our document put into the address; raises Invalid for anything else."""
    given = request.query_params.get("turn")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= _MOST_TURN_DIGITS):
        raise Invalid
    return int(given)


def signalled(request: Request) -> Signalled | None:
    """What our document said about its address."""
    event = request.query_params.get("event")
    return cast(Signalled, event) if event in get_args(Signalled) else None


def call_turn(
    provider: str, call_id: str | None, event: Event, *, turn: int | None = None, caller: str | None = None,
    text: str = "", digits: str = "", confidence: str | None = None, recording: str | None = None,
    reached: bool = False,
) -> CallTurn:  # fmt: skip
    """A turn of what a provider sent; raises Invalid for what no provider sends."""
    if not call_id or len(call_id) > _MOST_ID or not call_id.isprintable():
        raise Invalid
    if len(digits) > _MOST_DIGITS or not set(digits) <= set("0123456789*#"):
        raise Invalid
    return CallTurn(
        provider, call_id, event, turn, caller, text[:_MOST_WORDS], digits, _share(confidence), recording, reached
    )


def spoken_or_pressed(digits: str | None, words: str | None) -> Event:
    """Keys go before words."""
    if digits:
        return "digits"
    return "speech" if words else "silence"


async def answered(
    request: Request, turn: CallTurn, can: Capabilities, render: Callable[[Plan], bytes], media_type: str = "text/xml"
) -> Response:
    """The provider's document for this turn."""
    began = time.perf_counter()
    plan = await dialogue_of(request).plan(turn, can)
    metrics.call_seconds.labels(turn.provider).observe(time.perf_counter() - began)
    return Response(render(plan), media_type=f"{media_type}; charset=utf-8", headers={"Cache-Control": "no-store"})


async def noted(request: Request, turn: CallTurn, can: Capabilities) -> Response:
    """No document: what happened is over."""
    await dialogue_of(request).plan(turn, can)
    return Response(status_code=204)


def dialogue_of(request: Request) -> Dialogue:
    """The dialogue of the gateway that serves this request."""
    telephone = gateway.of(request).telephone
    if telephone is None:
        raise NotFound
    return telephone


def _share(confidence: str | None) -> float | None:
    try:
        share = float(confidence) if confidence else None
    except ValueError:
        return None
    return share if share is not None and 0 <= share <= 1 else None
