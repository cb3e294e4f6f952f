"""The only way into the bot: turns from the gateway, with replies and errors as JSON.

Contract: docs/contributors/contracts.md.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.action_server import failure

_INTENTS = {"choice": "choose_option", "key": "press_key", "event": "session_event"}
# Rasa strips a message and takes what then begins with a slash for a command; a person's slashes are not (D10).
_COMMAND = re.compile(r"\A[\s/\\\x00-\x1f\u00a0\u200b-\u200f\ufeff]+")
_log = structlog.get_logger(__name__)


class GatewayInput(InputChannel):
    """Accepts `POST /webhooks/gateway/turns` from the gateway that knows the token."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        return "gateway"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("gateway")

        @routes.route("/turns", methods=["POST"])
        async def turns(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "").encode(errors="replace")
            if not hmac.compare_digest(given, f"Bearer {self._token}".encode()):
                return _reply({"error": "unauthorised"}, 401)
            try:
                message, collector = _user_message(orjson.loads(request.body))
            except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
                return _reply({"error": "malformed"}, 400)
            failure.set(None)
            await on_new_message(message)
            replies = [sent["custom"] for sent in collector.messages if "custom" in sent]
            if replies:
                return _reply({"replies": replies, "state": replies[-1].pop("state", {})})
            error = failure.get()
            _log.error("bot.no_reply", correlation_id=message.metadata.get("correlation_id"), reason=error or "silent")
            return _reply({"error": error or "no_reply"}, 503 if error else 500)

        return routes


def _user_message(body: dict[str, Any]) -> tuple[UserMessage, CollectingOutputChannel]:
    kind, value = body["kind"], body["value"]
    metadata = {**body["metadata"], "kind": kind}
    collector = CollectingOutputChannel()
    if kind == "text":
        text = _COMMAND.sub("", value) or "?"
    else:
        text = f"/{_INTENTS[kind]}{json.dumps({kind: value}, ensure_ascii=False)}"
    message = UserMessage(text, collector, sender_id=body["conversation"], input_channel="gateway", metadata=metadata)
    return message, collector


def _reply(body: dict[str, Any], status: int = 200) -> HTTPResponse:
    return raw(orjson.dumps(body), status=status, content_type="application/json")
