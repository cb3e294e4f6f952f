import json
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

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

    async def handle(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.fails:
            failure.set(self.fails)
            return
        for reply in self.replies:
            await message.output_channel.send_custom_json(message.sender_id, dict(reply))


@pytest.fixture
def agent() -> Agent:
    return Agent()


class Client:
    """Calls the channel's one route as Sanic does."""

    def __init__(self, agent: Agent) -> None:
        (self._route,) = GatewayInput(TOKEN).blueprint(agent.handle)._future_routes

    async def post(self, body: bytes, authorization: str) -> tuple[int, Any]:
        assert (self._route.uri, list(self._route.methods)) == ("/turns", ["POST"])
        headers = {"authorization": authorization} if authorization else {}
        answer = await self._route.handler(SimpleNamespace(headers=headers, body=body))
        return answer.status, json.loads(answer.body)


@pytest.fixture
def client(agent: Agent) -> Client:
    return Client(agent)


def turn(kind: str = "text", value: Any = "नमस्ते", **changes: Any) -> dict[str, Any]:
    metadata = {"channel": "web", "correlation_id": "c1", "language": None}
    return {"conversation": "k1", "kind": kind, "value": value, "metadata": metadata, **changes}


async def post(client: Client, body: Any, authorization: str = f"Bearer {TOKEN}") -> tuple[int, Any]:
    return await client.post(body if isinstance(body, bytes) else json.dumps(body).encode(), authorization)


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
async def test_without_the_token_nobody_is_heard(client: Client, agent: Agent, authorization: str) -> None:
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
    "said",
    ["/restart", "//restart", " / restart", "\\/restart", "\n/restart", "\t/restart", "/\n/restart", "\u00a0/restart"],
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
