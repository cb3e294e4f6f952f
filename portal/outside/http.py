"""The client of every outside system: deadline, retries, circuit breaker, and logs without any content."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from portal.outside.breaker import Breaker
from portal.outside.errors import NotKnownThere, OutsideUnavailable, RefusedThere

Method = Literal["GET", "POST", "PUT", "DELETE"]
Shape = TypeVar("Shape", bound=BaseModel)

_REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
_PASSING = frozenset({429, 502, 503, 504})
_MOST_BYTES = 1_000_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long a call may take over all tries, how long one try, how often, and the pause before the second."""

    deadline_s: float = 1.8
    try_s: float = 1.0
    tries: int = 3
    pause_s: float = 0.08


@dataclass(frozen=True)
class Call:
    """One call. `operation` is the contract's operationId, for logs. `key` makes a POST safe to repeat."""

    operation: str
    method: Method
    path: str
    params: Mapping[str, str] | None = None
    body: Mapping[str, Any] | None = None
    key: str | None = None

    @property
    def repeatable(self) -> bool:
        return self.method in _REPEATABLE or self.key is not None


class _Passing(Exception):
    """A failure that may be over at the next try."""

    def __init__(self, reason: str, retry_after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after_s = retry_after_s


class OutsideClient:
    """Speaks JSON with one outside system.

    Raises OutsideUnavailable (no answer in time, a failing or senseless one, circuit open), NotKnownThere (404) and
    RefusedThere (any other 4xx).
    """

    def __init__(
        self,
        system: str,
        url: str,
        token: str = "",
        *,
        patience: Patience | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._system = system
        self.patience = patience or Patience()
        self._breaker = breaker or Breaker()
        self._http = httpx.AsyncClient(
            base_url=url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=self.patience.try_s,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=20, max_keepalive_connections=10),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, call: Call, shape: type[Shape]) -> Shape:
        """The answer's body in this shape."""
        body = await self.send(call)
        try:
            return shape.model_validate(body)
        except ValidationError as error:
            self._breaker.failed()
            # Its words could quote what the system sent; the places do not.
            places = sorted({".".join(str(part) for part in problem["loc"]) for problem in error.errors()})
            _log.error("outside.senseless", system=self._system, operation=call.operation, places=places[:5])
            raise OutsideUnavailable from None

    async def send(self, call: Call) -> Any:
        """The answer's body as JSON; None if it has none."""
        if not self._breaker.admits():
            raise OutsideUnavailable
        try:
            async with asyncio.timeout(self.patience.deadline_s):
                answer = await self._with_retries(call)
        except (_Passing, TimeoutError) as error:
            self._breaker.failed()
            _log.warning("outside.failed", system=self._system, operation=call.operation, reason=_reason(error))
            raise OutsideUnavailable from None
        except (NotKnownThere, RefusedThere):
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return answer

    async def _with_retries(self, call: Call) -> Any:
        began = time.monotonic()
        tries = self.patience.tries if call.repeatable else 1
        for number in range(1, tries + 1):
            try:
                return await self._once(call)
            except _Passing as error:
                pause = max(error.retry_after_s, self.patience.pause_s * 2 ** (number - 1) * random.uniform(0.5, 1.5))
                left = self.patience.deadline_s - (time.monotonic() - began)
                if number == tries or pause >= left:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _once(self, call: Call) -> Any:
        headers = {"Idempotency-Key": call.key} if call.key else {}
        request = self._http.build_request(
            call.method, call.path.lstrip("/"), params=call.params, json=call.body, headers=headers
        )
        try:
            answer = await self._http.send(request, stream=True)
            try:
                content = await _read(answer)
            finally:
                await answer.aclose()
        except httpx.HTTPError as error:
            raise _Passing(type(error).__name__) from None
        return _body(answer, content)


async def _read(answer: httpx.Response) -> bytes:
    content = b""
    async for part in answer.aiter_bytes():
        content += part
        if len(content) > _MOST_BYTES:
            raise _Passing("too_large")
    return content


def _body(answer: httpx.Response, content: bytes) -> Any:
    status = answer.status_code
    if status == 404:
        raise NotKnownThere
    if status in _PASSING or status >= 500 or status < 200 or 300 <= status < 400:
        raise _Passing(f"status {status}", _seconds(answer.headers.get("retry-after", "")))
    try:
        body = json.loads(content) if content else None
    except ValueError:
        raise _Passing("no_json") from None
    if status >= 400:
        raise RefusedThere(_code(body))
    return body


def _code(body: Any) -> str:
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, str) and code.isidentifier() and len(code) <= 40 else "refused"


def _seconds(value: str) -> float:
    return float(value) if value.isdecimal() else 0.0


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
