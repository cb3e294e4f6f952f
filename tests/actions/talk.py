"""Speaks to the action server as the bot does."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import yaml

from actions.settings import Settings
from supervisor.system import System

TOKEN = "t" * 32
_TURNS = count()
VAULT_KEY = "dGVzdC1vbmx5LXZhdWx0LWtleS0zMi1ieXRlcy1sb24="
SLOTS = dict.fromkeys(yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))["slots"])


def settings_for(servers: System, **changes: Any) -> Settings:
    """The action server's settings on these servers."""
    addresses = {"database_url": servers.database_url, "redis_url": servers.redis_url}
    values = {"environment": "test", "internal_token": TOKEN, "vault_key": VAULT_KEY, **addresses}
    return Settings(**(values | changes))


@dataclass(frozen=True)
class Answer:
    """What one action answered: its neutral reply, the conversation's state and all slots after it.

    `lead` is the reply that goes before, if there are two.
    """

    reply: dict[str, Any]
    state: dict[str, Any]
    slots: dict[str, Any]
    lead: dict[str, Any] | None = None

    @property
    def kind(self) -> str:
        return str(self.reply["meta"]["kind"])

    @property
    def topic(self) -> str | None:
        topic: str | None = self.reply["meta"]["topic"]
        return topic


def asks(answer: Answer) -> str | None:
    """What it asks for."""
    asked: str | None = answer.reply["meta"]["asks"]
    return asked


def call(
    action: str,
    text: str = "",
    intent: str = "ask_summary",
    *,
    sure: float = 0.9,
    outside: float = 0.0,
    also: dict[str, float] | None = None,
    language: str = "hi",
    chosen: str | None = None,
    entities: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
    clauses: list[dict[str, Any]] | None = None,
    conversation: str = "",
    **slots: Any,
) -> dict[str, Any]:
    """The body of an action call for a made-up tracker; `language` is the message's, `chosen` the one held.

    `also` are further intents with their probability.

    Without a `conversation` it is one of its own, which holds nothing.
    """
    conversation = conversation or f"conversation {next(_TURNS)}"
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": sure},
        "intent_ranking": [
            {"name": name, "confidence": share}
            for name, share in {intent: sure, "out_of_scope": outside, **(also or {})}.items()
        ],
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "clauses": clauses or [],
        "language": {"name": language, "sure": True},
        "metadata": {"channel": "web", "correlation_id": f"c{next(_TURNS)}", **(metadata or {})},
    }
    tracker = {
        "sender_id": conversation, "slots": {**SLOTS, "language": chosen, **slots},
        "latest_message": message, "events": [], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": None, "latest_input_channel": "gateway",
    }  # fmt: skip
    return {"next_action": action, "sender_id": conversation, "tracker": tracker, "version": "3.6"}


async def act(
    client: httpx.AsyncClient, action: str, text: str = "", intent: str = "ask_summary", **more: Any
) -> Answer:
    """One action's answer: one reply, or two of which the first leads."""
    body = call(action, text, intent, **more)
    response = await client.post("/webhook", json=body)
    assert response.status_code == 200, response.text
    *leads, reply = (sent["custom"] for sent in response.json()["responses"])
    assert len(leads) <= 1
    state = reply.pop("state")
    set_now = {event["name"]: event["value"] for event in response.json()["events"] if event["event"] == "slot"}
    return Answer(reply, state, body["tracker"]["slots"] | set_now, *leads)
