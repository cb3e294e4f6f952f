"""The gateway's web application: wiring only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from channels import gateway, health
from channels.acknowledgements import endpoints as acknowledgements
from channels.correlation import Correlation
from channels.errors import PROBLEM, on_expected_error, on_http_error, on_invalid_request
from channels.headers import SecurityHeaders
from channels.internal import endpoints as internal
from channels.last_resort import LastResort
from channels.logs import NO_TELEMETRY
from channels.payments import endpoints as payments
from channels.settings import Settings
from channels.uploads import endpoints as uploads
from channels.voice.router import create_routers as voice_routers
from channels.web import endpoints as web
from channels.web import pages, widget
from channels.web.origins import OriginCheck, allow
from channels.whatsapp import endpoints as whatsapp
from channels.whatsapp.meta import endpoints as whatsapp_meta
from channels.whatsapp.twilio import endpoints as whatsapp_twilio
from portal.errors import ExpectedError
from portal.evaluation import endpoints as evaluation
from portal.payments.settings import PaymentSettings

_INVALID: dict[str, Any] = {
    "description": "A parameter that cannot be read", "content": {PROBLEM: {"schema": {"type": "object"}}}
}  # fmt: skip


def create_app(settings: Settings) -> FastAPI:
    """Connects when it starts, drains when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with gateway.running(settings) as here:
            app.state.gateway = here
            yield

    app = FastAPI(
        title="Jan Sahayak", lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False,
        telemetry=NO_TELEMETRY, responses={422: _INVALID},
    )  # fmt: skip
    app.include_router(web.router, dependencies=[Depends(OriginCheck(settings))])
    app.include_router(widget.router)
    app.include_router(pages.create_router(settings))
    app.include_router(uploads.router, dependencies=[Depends(OriginCheck(settings))])
    app.include_router(payments.create_router(PaymentSettings()))
    app.include_router(acknowledgements.router)
    if settings.documents_token:
        app.include_router(uploads.create_office_router(settings.documents_token.get_secret_value()))
    app.include_router(health.router)
    if settings.internal_token:
        app.include_router(internal.create_router(settings.internal_token.get_secret_value()))
        if settings.environment != "production":
            app.include_router(evaluation.create_router(settings.internal_token.get_secret_value()))
    if settings.whatsapp_by_twilio:
        app.include_router(whatsapp_twilio.create_router(settings))
    if settings.whatsapp_by_meta:
        app.include_router(whatsapp_meta.create_router(settings))
    if settings.whatsapp_by_twilio or settings.whatsapp_by_meta:
        app.include_router(whatsapp.router)
    for router in voice_routers(settings):
        app.include_router(router)
    app.add_exception_handler(ExpectedError, on_expected_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    allow(app, settings)
    app.add_middleware(LastResort)
    app.add_middleware(SecurityHeaders, https=settings.public_url.startswith("https://"))
    app.add_middleware(Correlation)
    return app
