"""The action server: the Rasa SDK's executor behind our own application.

The SDK's server runs sync actions on the event loop, answers any caller, and returns the whole request on an error
(research/anchors §0.6); this one asks for a token, keeps a deadline, and tells nothing.
"""

import asyncio
import hmac
import logging
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from rasa_sdk.executor import ActionExecutor

from actions.answer import ActionAnswer
from actions.application_status import ActionApplicationStatus
from actions.apply import ActionApply
from actions.base import TurnAction
from actions.check_eligibility import ActionCheckEligibility
from actions.choose import ActionChoose
from actions.complaint import ActionComplaint, ActionComplaintStatus
from actions.conversation import (
    ActionChangeLanguage,
    ActionConfirm,
    ActionExplainQuestion,
    ActionMyData,
    ActionRepeat,
    ActionResume,
    ActionStartOver,
)
from actions.emergency import ActionEmergency
from actions.handoff import ActionHandoff
from actions.keypad import ActionPressKey, ActionSessionEvent
from actions.ready import get_ready
from actions.recommend import ActionRecommend
from actions.services import services
from actions.settings import Settings
from actions.small_talk import ActionSmallTalk
from actions.tasks.desk import Desk
from actions.tasks.registry import all_tasks
from actions.tasks.store import Dialogues
from channels.logs import NO_TELEMETRY
from knowledge.base import Shelf

ACTIONS: tuple[type[TurnAction], ...] = (
    ActionAnswer, ActionApplicationStatus, ActionApply, ActionChangeLanguage, ActionCheckEligibility, ActionChoose,
    ActionComplaint, ActionComplaintStatus, ActionConfirm, ActionEmergency, ActionExplainQuestion, ActionHandoff,
    ActionMyData, ActionPressKey, ActionRecommend, ActionRepeat, ActionResume, ActionSessionEvent, ActionSmallTalk,
    ActionStartOver,
)  # fmt: skip
_ACTIONS = Path(__file__).parent
_log = structlog.get_logger(__name__)


def create_app(settings: Settings, shelf: Shelf) -> FastAPI:
    """The action server's application; every route but /healthz asks for the internal token."""
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    executor = ActionExecutor()
    at_hand = services(settings, shelf)
    dialogues = Dialogues(at_hand.database, at_hand.vault)
    desk = Desk(all_tasks(at_hand))
    for action in ACTIONS:
        executor.register_action(action(shelf, desk, dialogues))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await at_hand.database.pool.open()
        watching = asyncio.create_task(_watch(shelf, settings.reload_interval_s))
        yield
        watching.cancel()
        await at_hand.portal.close()
        await at_hand.database.pool.close()

    app = FastAPI(
        title="Jan Sahayak actions", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan,
        telemetry=NO_TELEMETRY,
    )  # fmt: skip

    def allowed(request: Request) -> bool:
        given = request.headers.get("authorization", "").encode(errors="replace")
        return hmac.compare_digest(given, f"Bearer {settings.internal_token}".encode())

    async def webhook(request: Request) -> Response:
        if not allowed(request):
            return _json({"error": "unauthorised"}, 401)
        try:
            call = _object(await request.body())
            result = await asyncio.wait_for(executor.run({"domain": {}, **call}), settings.deadline_s)
        except _Malformed:
            return _json({"error": "malformed"}, 400)
        except TimeoutError:
            return _failed(request, "too_slow", 504)
        except Exception as error:
            return _failed(request, f"{type(error).__name__} at {_place(error)}", 500)
        return _json({"events": [], "responses": []} if result is None else result.model_dump())

    # A route of Starlette's: FastAPI's own layers, which it has no use for, cost a twentieth of an action.
    app.add_route("/webhook", webhook, methods=["POST"])

    @app.post("/knowledge/reload")
    async def reload(request: Request) -> Response:
        if not allowed(request):
            return _json({"error": "unauthorised"}, 401)
        try:
            changed = await asyncio.to_thread(shelf.refresh)
        except ExceptionGroup as errors:
            return _json({"error": "records_unsound", "problems": [str(error) for error in errors.exceptions]}, 409)
        return _json({"changed": changed, "version": shelf.current.version})

    @app.get("/healthz")
    async def healthz() -> Response:
        return _json({"ok": True})

    @app.get("/readyz")
    async def readyz() -> Response:
        return _json({"ready": True, "records": len(shelf.current.records), "version": shelf.current.version})

    return app


async def _watch(shelf: Shelf, interval_s: float) -> None:
    """Takes in changed records; an unsound file leaves the old version in force."""
    told: list[str] = []
    while True:
        await asyncio.sleep(interval_s)
        try:
            if await asyncio.to_thread(shelf.refresh):
                _log.info("knowledge.swapped", version=shelf.current.version)
            await asyncio.to_thread(get_ready, shelf.current)
            told = []
        except ExceptionGroup as errors:
            problems = [str(error) for error in errors.exceptions]
            if problems != told:
                _log.error("knowledge.unsound", problems=problems)
            told = problems
        except Exception as error:
            _log.error("knowledge.not_read", exc_info=error)


class _Malformed(Exception):
    pass


def _object(body: bytes) -> dict[str, Any]:
    """Raises _Malformed for what is not a JSON object."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _Malformed from error
    if not isinstance(value, dict):
        raise _Malformed
    return value


def _place(error: Exception) -> str:
    """Where in our code; a traceback with its values could tell of the citizen."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _ACTIONS in Path(frame.filename).parents]
    return f"{Path(ours[-1].filename).relative_to(_ACTIONS)}:{ours[-1].lineno}" if ours else "?"


def _failed(request: Request, reason: str, status: int) -> Response:
    _log.error("action.failed", reason=reason, correlation_id=request.headers.get("x-correlation-id", ""))
    return _json({"error": "action_failed"}, status)


def _json(body: object, status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
