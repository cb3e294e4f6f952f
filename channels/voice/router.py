"""The routes of the providers that are configured; the others do not exist."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from channels.settings import Settings
from channels.voice.exotel import endpoints as exotel
from channels.voice.kookoo import endpoints as kookoo
from channels.voice.plivo import endpoints as plivo
from channels.voice.twilio import endpoints as twilio

_ROUTERS: dict[str, Callable[[Settings], APIRouter]] = {
    twilio.PROVIDER: twilio.create_router,
    plivo.PROVIDER: plivo.create_router,
    exotel.PROVIDER: exotel.create_router,
    kookoo.PROVIDER: kookoo.create_router,
}


def create_routers(settings: Settings) -> list[APIRouter]:
    """One for each provider."""
    return [_ROUTERS[provider](settings) for provider in settings.voice_providers]
