"""Speaks to the action server as the bot does."""

from dataclasses import dataclass
from typing import Any

import httpx

TOKEN = "t" * 32


@dataclass(frozen=True)
class Answer:
    """What one action answered: its neutral reply, the conversation's state and the slots it sets."""

    reply: dict[str, Any]
    state: dict[str, Any]
    slots: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.reply["meta"]["kind"])

    @property
    def topic(self) -> str | None:
        topic: str | None = self.reply["meta"]["topic"]
        return topic


def call(
    action: str,
    text: str = "",
    intent: str = "ask_summary",
    *,
    sure: float = 0.9,
    outside: float = 0.0,
    language: str = "hi",
    chosen: str | None = None,
    entities: dict[str, Any] | None = None,
    metadata: dict[str, Any] | None = None,
    clauses: list[dict[str, Any]] | None = None,
    **slots: Any,
) -> dict[str, Any]:
    """The body of an action call for a made-up tracker; `language` is the message's, `chosen` the one held."""
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": sure},
        "intent_ranking": [
            {"name": intent, "confidence": sure},
            {"name": "out_of_scope", "confidence": outside},
        ],
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "clauses": clauses or [],
        "language": {"name": language, "sure": True},
        "metadata": {"channel": "web", "correlation_id": "c1", **(metadata or {})},
    }
    tracker = {
        "sender_id": "conversation", "slots": {"language": chosen, **slots}, "latest_message": message, "events": [], "paused": False,
        "followup_action": None, "active_loop": {}, "latest_action_name": None, "latest_input_channel": "gateway",
    }  # fmt: skip
    return {"next_action": action, "sender_id": "conversation", "tracker": tracker, "version": "3.6"}


async def act(client: httpx.AsyncClient, action: str, text: str = "", intent: str = "ask_summary", **more: Any) -> Answer:
    """One action's answer, which must be exactly one reply."""
    response = await client.post("/webhook", json=call(action, text, intent, **more))
    assert response.status_code == 200, response.text
    body = response.json()
    (sent,) = body["responses"]
    reply = sent["custom"]
    state = reply.pop("state")
    return Answer(reply, state, {event["name"]: event["value"] for event in body["events"] if event["event"] == "slot"})
