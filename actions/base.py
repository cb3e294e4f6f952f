"""What every action shares: read the turn, let the action reply, remember, send."""

from abc import abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply, memory
from actions.turn import Turn, read_turn
from actions.words import say
from knowledge.base import KnowledgeBase, Shelf


class TurnAction(Action):
    """An action that answers one turn with one reply."""

    action: ClassVar[str]

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def knowledge(self) -> KnowledgeBase:
        return self._shelf.current

    def name(self) -> str:
        return self.action

    @abstractmethod
    async def reply(self, turn: Turn) -> Reply: ...

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        turn = read_turn({"latest_message": tracker.latest_message, "slots": tracker.slots})
        reply = await self.reply(turn)
        payload = reply.payload()
        _warn_of_aadhaar(payload, turn)
        dispatcher.utter_message(json_message={**payload, "state": _state(turn, reply)})
        held = memory(turn, reply, payload)
        return [SlotSet(name, value) for name, value in held.items() if tracker.slots.get(name) != value]


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
    }
