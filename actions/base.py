"""What every action shares: read the turn, let the action reply, remember, send."""

from abc import abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

import orjson
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply, memory
from actions.tasks.desk import Desk
from actions.tasks.store import Dialogues
from actions.turn import Turn, read_turn
from actions.unheard import goes_on, said_late, unheard_reply
from actions.words import say
from channels.errors import Unavailable
from knowledge.base import KnowledgeBase, Shelf
from portal.errors import PortalError


class TurnAction(Action):
    """An action that answers one turn with one reply, unless a task in hand takes the turn (actions/tasks/)."""

    action: ClassVar[str]

    def __init__(self, shelf: Shelf, desk: Desk, dialogues: Dialogues) -> None:
        self._shelf = shelf
        self._dialogues = dialogues
        self.desk = desk

    @property
    def knowledge(self) -> KnowledgeBase:
        return self._shelf.current

    def name(self) -> str:
        return self.action

    @abstractmethod
    async def reply(self, turn: Turn) -> Reply: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        message = {"sender_id": tracker.sender_id, "latest_message": tracker.latest_message}
        turn = read_turn({**message, "slots": tracker.slots})
        try:
            turn = await self._with_dialogue(turn, engaged=bool(tracker.slots.get("engaged")))
            if unheard := unheard_reply(turn):
                turn = replace(
                    read_turn({**message, "slots": tracker.slots | unheard["slots"]}), dialogue=turn.dialogue
                )
            payloads, held = await self._answered(turn, unheard)
        except (Unavailable, PortalError):
            reply = Reply(turn.language, "error", say("records_unavailable", turn.language))
            payloads, held = [reply.payload()], memory(turn, reply, reply.payload())
        for payload in payloads:
            dispatcher.utter_message(json_message=self._named(payload) if turn.channel == "voice" else payload)
        return [SlotSet(name, value) for name, value in held.items() if tracker.slots.get(name) != value]

    def _named(self, payload: dict[str, Any]) -> dict[str, Any]:
        """With the names of its topics, which a telephone's recogniser is told to expect."""
        records, topics = self.knowledge.records, payload["meta"]["topics"]
        names = [getattr(records[topic].short_name, payload["lang"]) for topic in topics if topic in records]
        return {**payload, "meta": {**payload["meta"], "names": names}}

    async def _with_dialogue(self, turn: Turn, engaged: bool) -> Turn:
        """The bot forgets when Redis does, or when it dies; who seems to be new may have begun something."""
        if engaged or turn.unheard or turn.last_reply is None:
            return replace(turn, dialogue=await self._dialogues.load(turn.conversation))
        return turn

    async def _answered(
        self, turn: Turn, unheard: dict[str, Any] | None
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The payloads of the reply, those that go before it first, and the slots after it."""
        dialogue = turn.dialogue
        if dialogue.answered == turn.correlation_id and dialogue.reply is not None:
            return dialogue.reply["payloads"], dialogue.reply["slots"]
        if unheard and not goes_on(turn, unheard):
            return unheard["payloads"], unheard["slots"]
        if turn.last_reply is None and dialogue.reply is not None:
            turn = replace(turn, last_reply=dialogue.reply["payloads"][-1])
        before = orjson.dumps(dialogue.as_json())
        reply = await self.desk.serve(turn, self.reply)
        said = reply.payload()
        held = memory(turn, reply, said)
        payloads = [*([reply.lead.payload()] if reply.lead else []), {**said, "state": _state(turn, reply)}]
        _warn_of_aadhaar(payloads[0], turn)
        if unheard:
            payloads, held = [*said_late(unheard, turn), *payloads], unheard["slots"] | held
        private = reply.private or bool(dialogue.stack)
        if private or orjson.dumps(dialogue.as_json()) != before:
            held |= {"engaged": True} | ({"last_reply": None} if private else {})
            dialogue.answered = turn.correlation_id
            dialogue.reply = {"payloads": payloads, "slots": held, "said": turn.text}
            await self._dialogues.save(turn.conversation, dialogue)
        return payloads, held


def _warn_of_aadhaar(payload: dict[str, Any], turn: Turn) -> None:
    if turn.aadhaar_seen:
        warning = say("aadhaar_warning", turn.language)
        payload["text"] = f"{warning}\n\n{payload['text']}"
        payload["speech"] = f"{warning} {payload['speech']}"


def _state(turn: Turn, reply: Reply) -> dict[str, Any]:
    return {
        "language": turn.spoken,
        "topic": reply.topic or turn.topic,
        "section": reply.section or turn.section,
        "intent": turn.intent,
        "confidence": turn.ranking[0][1] if turn.ranking else None,
        # A task in hand is not lost to a message that only looks a little like it.
        "starts_over": reply.starts_over and not turn.dialogue.stack,
    }
