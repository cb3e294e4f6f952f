"""A server built from an OpenAPI description: it refuses what the description does not allow, and answers as it says.

What it answers is made from the response's schema (examples.py) unless a test gives it; what it is asked twice under
one Idempotency-Key it does once. `faults` makes the next answers slow, failing, malformed or lost, in order.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import jsonschema_rs
import yaml
from aiohttp import web

from tests.peers.examples import example
from tests.peers.serving import served

TOKEN = "outside-token"
Fault = Literal["slow", "lost", "dropped", "no_json", "senseless", "large", "moved", "busy", "failing"]
_SLOW_S = 5.0


@dataclass(frozen=True)
class Operation:
    """One operation of the description, its references resolved."""

    id: str
    method: str
    path: re.Pattern[str]
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    responses: dict[int, dict[str, Any] | None]


@dataclass
class Asked:
    """One call as it came in; `problems` are what the description does not allow."""

    operation: str
    key: str
    body: Any
    problems: list[str]


@dataclass
class ContractServer:
    """`answers` gives the body, or (status, body), of an operation by its id; `done` are the ids of what was done."""

    file: Path
    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document: dict[str, Any] = yaml.safe_load(self.file.read_text(encoding="utf-8"))
        self.operations = {one.id: one for one in self._operations()}
        self._kept: dict[tuple[str, str], tuple[int, Any]] = {}

    @property
    def problems(self) -> list[str]:
        """Everything in all calls that the description does not allow."""
        return [f"{one.operation}: {problem}" for one in self.asked for problem in one.problems]

    def schema(self, operation: str, status: int) -> dict[str, Any]:
        """The schema of an answer, by itself."""
        found = self.operations[operation].responses[status]
        assert found is not None
        return self._whole(found)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Its address, until left."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        async with served(app) as url:
            yield url

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        operation, values = self._found(request)
        if operation is None:
            return web.json_response({"code": "no_such_operation"}, status=404)
        body = await request.json() if request.can_read_body else None
        key = request.headers.get("Idempotency-Key", "")
        problems = list(self._problems(operation, request, values, body))
        self.asked.append(Asked(operation.id, key, body, problems))
        fault = self.faults.pop(0) if self.faults else None
        if fault in ("dropped", "moved", "busy", "failing"):
            return await _faulty(request, fault)
        status, content = self._do(operation, key) if not problems else (400, {"code": "not_as_described"})
        if fault:
            return await _faulty(request, fault)
        return web.json_response(content, status=status) if content is not None else web.Response(status=status)

    def _do(self, operation: Operation, key: str) -> tuple[int, Any]:
        """What the operation answers; the same again for the same key."""
        known = self._kept.get((operation.id, key)) if key else None
        if known is None:
            self.done.append(operation.id)
            known = self._made(operation)
            if key:
                self._kept[operation.id, key] = known
        return known

    def _made(self, operation: Operation) -> tuple[int, Any]:
        given = self.answers.get(operation.id)
        status = next(status for status in operation.responses if status < 300)
        if isinstance(given, tuple):
            status, given = given
        body = example(self.schema(operation.id, status)) if given is None else given
        jsonschema_rs.validate(self.schema(operation.id, status), body)
        return status, body

    def _found(self, request: web.Request) -> tuple[Operation | None, dict[str, str]]:
        for operation in self.operations.values():
            match = operation.path.fullmatch(request.url.raw_path)
            if match and operation.method == request.method:
                return operation, {name: unquote(value) for name, value in match.groupdict().items()}
        return None, {}

    def _problems(self, operation: Operation, request: web.Request, values: dict[str, str], body: Any) -> Iterator[str]:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            yield "no token"
        given: dict[str, Any] = {"path": values, "query": dict(request.query), "header": dict(request.headers)}
        for parameter in operation.parameters:
            value = given[parameter["in"]].get(parameter["name"])
            if value is None and parameter.get("required"):
                yield f"no {parameter['name']}"
            elif value is not None and not jsonschema_rs.is_valid(self._whole(parameter["schema"]), value):
                yield f"{parameter['name']} is not as described"
        known = {parameter["name"] for parameter in operation.parameters if parameter["in"] == "query"}
        yield from (f"unknown {name}" for name in request.query if name not in known)
        if operation.body is None and body is not None:
            yield "a body"
        elif operation.body is not None and not jsonschema_rs.is_valid(self._whole(operation.body), body):
            yield f"body is not as described: {json.dumps(body, ensure_ascii=False)[:300]}"

    def _whole(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {**schema, "components": self.document.get("components", {})}

    def _operations(self) -> Iterator[Operation]:
        for path, methods in self.document["paths"].items():
            for method, spec in methods.items():
                yield Operation(
                    spec["operationId"],
                    method.upper(),
                    re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)),
                    tuple(self._resolved(parameter) for parameter in spec.get("parameters", ())),
                    _json_schema(spec["requestBody"]) if "requestBody" in spec else None,
                    {
                        int(status): _json_schema(self._resolved(response))
                        for status, response in spec["responses"].items()
                    },
                )

    def _resolved(self, found: dict[str, Any]) -> dict[str, Any]:
        reference = found.get("$ref")
        if reference is None:
            return found
        value: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            value = value[part]
        return self._resolved(value)


def _json_schema(spec: dict[str, Any]) -> dict[str, Any] | None:
    content = spec.get("content")
    return content["application/json"]["schema"] if content else None


async def _faulty(request: web.Request, fault: Fault) -> web.StreamResponse:
    match fault:
        case "busy" | "failing":
            return web.json_response({"code": "later"}, status=503 if fault == "busy" else 500)
        case "moved":
            raise web.HTTPFound("http://127.0.0.1:9/elsewhere")
        case "no_json":
            return web.Response(body=b"<html>Apache Tomcat</html>", content_type="text/html")
        case "senseless":
            return web.json_response({"unknown": ["9812345678"]})
        case "large":
            return web.Response(body=b'"' + b"x" * 2_000_000 + b'"', content_type="application/json")
        case "slow":
            await asyncio.sleep(_SLOW_S)
    # Lost or dropped: the line goes dead before a word of the answer.
    assert request.transport is not None
    request.transport.close()
    return web.Response()
