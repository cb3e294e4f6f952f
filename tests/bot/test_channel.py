import json
import uuid
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.action_server import failure
from bot.channel import GatewayInput

TOKEN = "t" * 32
SECRET = "मेरा राज़ 98765"
REPLY = {"lang": "hi", "text": "नमस्ते", "meta": {"kind": "smalltalk"}, "state": {"language": "hi", "topic": None}}


class Agent:
    """Stands for Rasa: keeps what it heard and does what the test says."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.replies: list[dict[str, Any]] = [dict(REPLY)]
        self.fails: str | None = None
        self.breaks: Exception | None = None

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.breaks:
            raise self.breaks
        if self.fails:
            failure.set(self.fails)
            return
        for reply in self.replies:
            await message.output_channel.send_custom_json(message.sender_id, dict(reply))


@pytest.fixture
def agent() -> Agent:
    return Agent()


class Client:
    """Calls the channel's application without a network."""

    def __init__(self, app: Sanic) -> None:
        self._app = app

    async def post(self, body: bytes, authorization: str) -> tuple[int, str]:
        sent: list[dict[str, Any]] = []
        headers = [(b"authorization", authorization.encode()), (b"content-length", str(len(body)).encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": "/webhooks/gateway/turns", "raw_path": b"/webhooks/gateway/turns", "root_path": "",
            "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(event: dict[str, Any]) -> None:
            sent.append(event)

        await self._app(scope, receive, send)
        status = next(event["status"] for event in sent if event["type"] == "http.response.start")
        return int(status), b"".join(event.get("body", b"") for event in sent).decode()


@pytest.fixture
def client(agent: Agent) -> Client:
    app = Sanic(f"channel-{uuid.uuid4().hex}", configure_logging=False)
    app.blueprint(GatewayInput(TOKEN).blueprint(agent.handle), url_prefix="/webhooks/gateway")
    app.router.finalize()
    app.signal_router.finalize()
    return Client(app)


def turn(kind: str = "text", value: Any = "नमस्ते", **changes: Any) -> dict[str, Any]:
    metadata = {"channel": "web", "correlation_id": "c1", "language": None}
    return {"conversation": "k1", "kind": kind, "value": value, "metadata": metadata, **changes}


async def post(client: Client, body: Any, authorization: str = f"Bearer {TOKEN}") -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, text = await client.post(data, authorization)
    return status, json.loads(text)


async def test_a_turn_gets_its_replies_and_the_state(client: Client, agent: Agent) -> None:
    status, body = await post(client, turn())
    assert status == 200
    assert body == {
        "replies": [{key: value for key, value in REPLY.items() if key != "state"}], "state": REPLY["state"]
    }  # fmt: skip
    (message,) = agent.heard
    assert (message.text, message.sender_id, message.input_channel) == ("नमस्ते", "k1", "gateway")
    assert message.metadata == {"channel": "web", "correlation_id": "c1", "language": None, "kind": "text"}


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}"])
async def test_without_the_token_nobody_is_heard(
    client: Client, agent: Agent, authorization: str
) -> None:
    assert await post(client, turn(), authorization) == (401, {"error": "unauthorised"})
    assert agent.heard == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        [1],
        "text",
        None,
        {},
        turn(kind="intent"),
        turn(value=None),
        turn(value=7),
        turn(metadata=None),
        {key: value for key, value in turn().items() if key != "conversation"},
        {key: value for key, value in turn().items() if key != "metadata"},
    ],
)
async def test_a_malformed_turn_is_refused_and_not_heard(client: Client, agent: Agent, body: Any) -> None:
    assert await post(client, body) == (400, {"error": "malformed"})
    assert agent.heard == []


@pytest.mark.parametrize(
    "said", ["/restart", "//restart", " / restart", "\\/restart", "\n/restart", "\t/restart", "/\n/restart", "\u00a0/restart"]
)
async def test_a_leading_slash_from_a_person_stays_text(client: Client, agent: Agent, said: str) -> None:
    assert (await post(client, turn(value=said)))[0] == 200
    assert str(agent.heard[0].text).strip() == "restart"


@pytest.mark.parametrize("said", ["/", " ", "", "\\"])
async def test_a_turn_without_words_is_still_a_turn(client: Client, agent: Agent, said: str) -> None:
    assert (await post(client, turn(value=said)))[0] == 200
    assert not str(agent.heard[0].text).startswith("/")


@pytest.mark.parametrize(
    ("kind", "value", "intent"),
    [
        ("choice", "topic:ladli_behna:fee", "choose_option"),
        ("key", "12#", "press_key"),
        ("event", "session_start", "session_event"),
        ("choice", 'a"}/restart{"', "choose_option"),
    ],
)
async def test_choices_keys_and_events_become_intents(
    client: Client, agent: Agent, kind: str, value: str, intent: str
) -> None:
    assert (await post(client, turn(kind, value)))[0] == 200
    text = str(agent.heard[0].text)
    assert text.startswith(f"/{intent}{{")
    assert json.loads(text.removeprefix(f"/{intent}")) == {kind: value}


@pytest.mark.parametrize("code", ["actions_too_slow", "actions_unreachable", "actions_answered_500"])
async def test_a_failed_action_is_told_by_its_code_alone(client: Client, agent: Agent, code: str) -> None:
    agent.fails = code
    assert await post(client, turn(value=SECRET)) == (503, {"error": code})


async def test_silence_without_a_reason_is_an_error(client: Client, agent: Agent) -> None:
    agent.replies = []
    assert await post(client, turn(value=SECRET)) == (500, {"error": "no_reply"})


async def test_a_failure_does_not_outlive_its_turn(client: Client, agent: Agent) -> None:
    agent.fails = "actions_too_slow"
    await post(client, turn())
    agent.fails, agent.replies = None, []
    assert await post(client, turn()) == (500, {"error": "no_reply"})


@pytest.mark.filterwarnings("ignore")
async def test_an_error_inside_tells_nothing_of_the_message(client: Client, agent: Agent) -> None:
    agent.breaks = RuntimeError(SECRET)
    status, text = await client.post(json.dumps(turn(value=SECRET)).encode(), f"Bearer {TOKEN}")
    assert status == 500
    assert "98765" not in text
