"""The bot's line to the action server: one pooled session, a deadline, a token, and a validator that is built once.

Rasa opens a session for each call, waits up to 300 s, and rebuilds its JSON schema for each answer; the last alone took
80 % of a turn (docs/decisions/0002-rasa-made-fast.md).
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import aiohttp
import orjson
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

DEADLINE_S = 2.5
# Shorter than the action server does (actions/__main__.py).
_IDLE_S = 15.0
# What the action server answers after its own deadline, a little before ours.
_GAVE_UP = 504

failure: ContextVar[str | None] = ContextVar("failure", default=None)


class ActionsFailed(RasaException):
    """The action server failed or was too slow. Carries no content of the call."""


class ActionServer(EndpointConfig):
    """Rasa's action endpoint, kept open."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url=url, enable_selective_domain=True)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Raises ActionsFailed."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=DEADLINE_S),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_S),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        body = kwargs["json"]
        headers = {**self._headers, "X-Correlation-Id": _correlation_id(body)}
        try:
            async with self._session.post(self.url, data=orjson.dumps(body), headers=headers) as response:
                if response.status == _GAVE_UP:
                    raise _failed("actions_too_slow")
                if response.status != 200:
                    raise _failed(f"actions_answered_{response.status}")
                return orjson.loads(await response.read())
        except asyncio.TimeoutError:
            raise _failed("actions_too_slow") from None
        except aiohttp.ClientConnectorError as error:
            raise _failed("actions_unreachable") from error
        except (aiohttp.ClientError, OSError) as error:
            raise _failed("actions_broke_off") from error

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _failed(reason: str) -> ActionsFailed:
    failure.set(reason)
    return ActionsFailed(reason)


def _correlation_id(body: dict[str, Any]) -> str:
    latest = body["tracker"].get("latest_message") or {}
    return str((latest.get("metadata") or {}).get("correlation_id", ""))


def validate_with_one_schema() -> None:
    """Makes every remote action share one compiled validator, and passes plain slot events without it."""
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        if not _only_sets_slots(result):
            validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _only_sets_slots(result: dict[str, Any]) -> bool:
    """What the schema asks of an answer whose events are all slot events; anything else is left to the schema."""
    try:
        return all(
            event["event"] == "slot" and isinstance(event["name"], str) and "value" in event
            for event in result["events"]
        ) and all(isinstance(response, dict) for response in result["responses"])
    except (KeyError, TypeError):
        return False
