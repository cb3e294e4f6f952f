from __future__ import annotations

import orjson
import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from channels.errors import PROBLEM, on_http_error
from channels.wording import say
from tests.channels.serving import Client
from tests.channels.test_openapi import DOCUMENT


async def test_a_parameter_that_cannot_be_read_is_answered_like_every_error_and_not_quoted(citizen: Client) -> None:
    async with citizen.http.post(f"{citizen.url}/chat/messages?wait=9876543210", json={}) as answer:
        body = await answer.text()
        assert (answer.status, answer.content_type) == (422, PROBLEM)
    problem = orjson.loads(body)
    assert (problem["code"], problem["message"]["hi"]) == ("invalid", say("invalid", "hi"))
    assert "9876543210" not in body


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "malformed"), (404, "not_found"), (415, "malformed"), (500, "unexpected"), (503, "unavailable")],
)
async def test_errors_of_the_framework_are_told_with_codes_of_ours(status: int, code: str) -> None:
    answer = await on_http_error(Request({"type": "http"}), HTTPException(status))
    assert orjson.loads(bytes(answer.body))["code"] == code


def test_the_document_knows_no_error_of_the_frameworks_own_shape() -> None:
    assert "HTTPValidationError" not in str(DOCUMENT)
