"""How requests are read: bodies with a limit, and bearer tokens."""

from __future__ import annotations

from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from channels.errors import PROBLEM, Invalid, Malformed, TooLarge, Unauthorised

Body = TypeVar("Body", bound=BaseModel)
_UNREADABLE = {"json_invalid", "json_type", "string_unicode"}


async def read(request: Request, shape: type[Body], limit: int, *, empty: bool = False) -> Body:
    """The body in this shape; raises TooLarge, Malformed or Invalid, none of which quotes it.

    With `empty`, no body is as good as an empty object.
    """
    body = await content(request, limit) or (b"{}" if empty else b"")
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        unreadable = any(
            problem["type"] in _UNREADABLE for problem in error.errors(include_url=False, include_input=False)
        )
        raise (Malformed if unreadable else Invalid) from None


def bearer(request: Request) -> str:
    """The token of the request; raises Unauthorised without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthorised
    return token.strip()


def json_bytes(body: bytes, status: int = 200) -> Response:
    """JSON that is already encoded."""
    return Response(body, status, media_type="application/json")


def documented(shape: type[BaseModel] | None, answers: dict[int, str]) -> dict[str, Any]:
    """What FastAPI cannot see for the OpenAPI document, because we read bodies ourselves."""
    extra: dict[str, Any] = {
        "responses": {
            str(status): {
                "description": description,
                "content": {PROBLEM if status >= 400 else "application/json": {"schema": {"type": "object"}}},
            }
            for status, description in answers.items()
        }
    }
    if shape:
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return extra


async def content(request: Request, limit: int) -> bytes:
    """The body as it came; raises TooLarge."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > limit:
        raise TooLarge
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
