"""The Sanic application around one Rasa agent."""

from __future__ import annotations

import gc
import logging
from asyncio import AbstractEventLoop

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.core.constants import DEFAULT_KEEP_ALIVE_TIMEOUT
from rasa.shared.core.domain import Domain
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.action_server import ActionServer, validate_with_one_schema
from bot.channel import GatewayInput
from bot.processor import remember_event_types, run_graphs_plainly, run_one_action_a_turn
from bot.settings import Settings
from bot.tracker_store import BoundedRedisTrackerStore


def create_app(settings: Settings) -> Sanic:
    """The bot's web application; the model is loaded, and warmed by one parse, before it listens."""
    _keep_citizens_words_out_of_logs()
    validate_with_one_schema()
    remember_event_types()
    run_graphs_plainly()
    actions = ActionServer(f"{settings.actions_url}/webhook", settings.internal_token)
    app = Sanic("jan-sahayak-bot", configure_logging=False)
    app.config.KEEP_ALIVE_TIMEOUT = DEFAULT_KEEP_ALIVE_TIMEOUT
    register([GatewayInput(settings.internal_token)], app, route="/webhooks/")

    async def load(app: Sanic, loop: AbstractEventLoop) -> None:
        trackers = BoundedRedisTrackerStore(Domain.empty(), settings.redis_url)
        app.ctx.agent = Agent.load(settings.model, action_endpoint=actions, tracker_store=trackers)
        run_one_action_a_turn(app.ctx.agent)
        await app.ctx.agent.parse_message("नमस्ते")
        # The model stays; a collection that walks it would hold up all turns.
        gc.collect()
        gc.freeze()

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


def _keep_citizens_words_out_of_logs() -> None:
    """Rasa logs each message's text and slots at debug level; only warnings are let through, as JSON."""
    logging.getLogger("rasa").setLevel(logging.WARNING)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        cache_logger_on_first_use=True,
    )
