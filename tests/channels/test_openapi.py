from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pydantic import SecretStr
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from channels.app import create_app
from channels.settings import Settings
from supervisor.system import System
from tests.channels.serving import serving, settings_for
from tests.peers.bot import TOKEN, FakeBot

DOCUMENT = create_app(Settings(database_url="", redis_url="", internal_token=SecretStr(TOKEN))).openapi()
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@pytest.fixture(scope="module")
def address(servers: System) -> Iterator[tuple[str, str]]:
    """A gateway in a thread, for the generated requests are sent synchronously; and a session's token."""
    started, stop = threading.Event(), threading.Event()
    found: list[str] = []

    async def serve() -> None:
        async with FakeBot().serving() as url, serving(settings_for(servers, url)) as served:
            citizen = await served.client.open()
            found.extend([citizen.url, citizen.token])
            started.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert started.wait(20)
    yield found[0], found[1]
    stop.set()
    thread.join()


# The stream of events has no end, so it cannot be asked for and looked at like the rest.
schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(path="/chat/events")


@schema.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_its_document(case: schemathesis.Case[Any], address: tuple[str, str]) -> None:
    url, token = address
    bearer = TOKEN if case.path.startswith("/internal") else token
    case.call_and_validate(base_url=url, headers={"Authorization": f"Bearer {bearer}"}, checks=CHECKS)
