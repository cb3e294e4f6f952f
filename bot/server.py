"""The Sanic application around one Rasa agent."""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop

import rasa.core.run
from rasa.core.agent import load_agent
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.action_server import ActionServer, validate_with_one_schema
from bot.channel import GatewayInput
from bot.settings import Settings

_STORE = "bot.tracker_store.BoundedRedisTrackerStore"


def create_app(settings: Settings) -> Sanic:
    """The bot's web application; the model is loaded, and warmed by one parse, before it listens."""
    logging.getLogger("rasa").setLevel(logging.WARNING)
    validate_with_one_schema()
    actions = ActionServer(f"{settings.actions_url}/webhook", settings.internal_token)
    endpoints = AvailableEndpoints(
        action=actions, tracker_store=EndpointConfig(url=settings.redis_url, type=_STORE)
    )
    app = rasa.core.run.configure_app([GatewayInput(settings.internal_token)], enable_api=False, endpoints=endpoints)

    async def load(app: Sanic, loop: AbstractEventLoop) -> None:
        app.ctx.agent = await load_agent(model_path=settings.model, endpoints=endpoints, loop=loop)
        await app.ctx.agent.parse_message("नमस्ते")

    async def close(app: Sanic, loop: AbstractEventLoop) -> None:
        await actions.close()
        await app.ctx.agent.tracker_store.close()

    async def ready(request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        return json({"ready": bool(agent and agent.is_ready())}, status=200 if agent and agent.is_ready() else 503)

    app.register_listener(load, "before_server_start")
    app.register_listener(close, "after_server_stop")
    app.add_route(ready, "/readyz")
    return app


