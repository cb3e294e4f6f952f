import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

import bot.action_server
from bot.action_server import ActionServer, ActionsFailed, failure, validate_with_one_schema

TOKEN = "t" * 32
CALL = {"next_action": "action_x", "tracker": {"latest_message": {"metadata": {"correlation_id": "c7"}}}}
ANSWER: dict[str, Any] = {"events": [], "responses": []}


class Peer:
    """A small action server that remembers its callers."""

    def __init__(self) -> None:
        self.calls: list[web.Request] = []
        self.peers: set[Any] = set()
        self.status = 200
        self.delay = 0.0

    async def answer(self, request: web.Request) -> web.Response:
        self.calls.append(request)
        self.peers.add(request.transport.get_extra_info("peername") if request.transport else None)
        await asyncio.sleep(self.delay)
        return web.json_response(ANSWER if self.status == 200 else {"secret": "98765"}, status=self.status)


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest_asyncio.fixture
async def actions(peer: Peer, port: int) -> AsyncIterator[ActionServer]:
    app = web.Application()
    app.router.add_post("/webhook", peer.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    server = ActionServer(f"http://127.0.0.1:{port}/webhook", TOKEN)
    yield server
    await server.close()
    await runner.cleanup()


async def test_a_call_carries_token_and_correlation_id(actions: ActionServer, peer: Peer) -> None:
    assert await actions.request(json=CALL) == ANSWER
    headers = peer.calls[0].headers
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert headers["X-Correlation-Id"] == "c7"


async def test_calls_one_after_another_share_a_connection(actions: ActionServer, peer: Peer) -> None:
    for _ in range(5):
        await actions.request(json=CALL)
    assert len(peer.calls) == 5
    assert len(peer.peers) == 1


async def test_many_calls_at_once_do_not_wait_for_each_other(actions: ActionServer, peer: Peer) -> None:
    peer.delay = 0.2
    started = time.monotonic()
    await asyncio.gather(*(actions.request(json=CALL) for _ in range(150)))
    assert time.monotonic() - started < 2.0


async def test_a_slow_action_server_is_given_up_at_the_deadline(
    actions: ActionServer, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.action_server, "DEADLINE_S", 0.2)
    peer.delay = 30.0
    started = time.monotonic()
    with pytest.raises(ActionsFailed, match=r"^actions_too_slow$"):
        await actions.request(json=CALL)
    assert time.monotonic() - started < 2.0
    assert failure.get() == "actions_too_slow"


async def test_an_action_server_that_gave_up_at_its_own_deadline_was_too_slow(
    actions: ActionServer, peer: Peer
) -> None:
    peer.status = 504
    with pytest.raises(ActionsFailed, match=r"^actions_too_slow$"):
        await actions.request(json=CALL)
    assert failure.get() == "actions_too_slow"


@pytest.mark.parametrize("status", [401, 500, 503])
async def test_an_error_of_the_action_server_is_told_by_its_status_alone(
    actions: ActionServer, peer: Peer, status: int
) -> None:
    peer.status = status
    with pytest.raises(ActionsFailed) as error:
        await actions.request(json=CALL)
    assert str(error.value) == failure.get() == f"actions_answered_{status}"


async def test_an_action_server_that_is_down_is_told(port: int) -> None:
    server = ActionServer(f"http://127.0.0.1:{port}/webhook", TOKEN)
    with pytest.raises(ActionsFailed, match=r"^actions_unreachable$"):
        await server.request(json=CALL)
    await server.close()


async def test_an_action_server_that_breaks_off_may_have_done_it(port: int) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", port):
        server = ActionServer(f"http://127.0.0.1:{port}/webhook", TOKEN)
        with pytest.raises(ActionsFailed, match=r"^actions_broke_off$"):
            await server.request(json=CALL)
        await server.close()


async def test_closing_what_was_never_used_is_no_error() -> None:
    await ActionServer("http://127.0.0.1:1/webhook", TOKEN).close()


async def test_a_tracker_without_message_has_no_correlation_id(actions: ActionServer, peer: Peer) -> None:
    await actions.request(json={"tracker": {"latest_message": None}})
    assert peer.calls[0].headers["X-Correlation-Id"] == ""


@pytest.fixture
def one_schema(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    validate_with_one_schema()
    return RemoteAction("action_x", None)


@pytest.mark.parametrize(
    "result",
    [
        ANSWER,
        {
            "events": [{"event": "slot", "name": "topic", "value": "ladli_behna"}],
            "responses": [{"custom": {"text": "x"}}],
        },
    ],
)
def test_the_one_validator_accepts_what_rasa_accepts(one_schema: RemoteAction, result: dict[str, Any]) -> None:
    assert one_schema._validate_action_result(result)


@pytest.mark.parametrize("result", [{"events": "none"}, {"events": [{"name": "x"}]}, {"responses": {}}, [], "text"])
def test_the_one_validator_rejects_what_rasa_rejects(one_schema: RemoteAction, result: Any) -> None:
    with pytest.raises(ValidationError):
        one_schema._validate_action_result(result)


def test_the_schema_is_not_built_again_for_each_answer(
    one_schema: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built_again() -> dict[str, Any]:
        raise AssertionError

    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(built_again))
    assert one_schema._validate_action_result(ANSWER)
