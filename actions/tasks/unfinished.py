"""A task that the citizen left in another conversation, on whatever channel: found after proof, and gone on with here.

Which tasks may be gone on with on another day is told by the catalogue: `unfinished_task_<name>` says what they are.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from actions.reply import Reply
from actions.services import Services
from actions.tasks.answers import yes_or_no
from actions.tasks.base import State, Step, Task
from actions.tasks.failing import failing_softly
from actions.tasks.options import yes_or_no_options
from actions.tasks.store import Dialogues
from actions.turn import Turn
from actions.words import catalogue, say
from channels.tokens import TOKEN
from portal.owners import verified_phones

_NAMED = "unfinished_task_"


class UnfinishedTask(Task):
    """`given`: `{"offer": True}` to offer what is found, if anything, to who has just been proven; else it is wanted.

    Stages: proof, offer.
    """

    name = "unfinished"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._dialogues = Dialogues(services.database, services.vault)

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        if not given.get("offer"):
            return Step(state={"stage": "proof"}, calls="proof")
        found = await self._found(turn, UUID(turn.dialogue.citizen)) if turn.dialogue.citizen else None
        return Step(self.pending(turn, found), found) if found else Step()

    async def take(self, turn: Turn, state: State) -> Step | None:
        wanted = yes_or_no(turn)
        if wanted is None:
            turn.dialogue.let_go(self.name)
            return None
        if not wanted:
            return Step(Reply(turn.language, "smalltalk", say("unfinished_left", turn.language)))
        return _go_on(turn, state)

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("proof_left", turn.language)))
        return await failing_softly(turn, self._wanted(turn, UUID(result["citizen"])))

    def pending(self, turn: Turn, state: State) -> Reply:
        words = say("unfinished_offer", turn.language, task=say(f"{_NAMED}{state['task']}", turn.language))
        return Reply(turn.language, "ask", words, options=yes_or_no_options(turn.language), asks="confirmation")

    async def _wanted(self, turn: Turn, citizen: UUID) -> Step:
        found = await self._found(turn, citizen)
        if found is None:
            return Step(Reply(turn.language, "smalltalk", say("nothing_to_resume", turn.language)))
        return _go_on(turn, found)

    async def _found(self, turn: Turn, citizen: UUID) -> State | None:
        phones = await verified_phones(self._services.portal.database, citizen)
        found = await self._dialogues.unfinished(str(citizen), phones, turn.conversation, _lasting())
        if found is None:
            return None
        conversation, dialogue, frame = found
        if frame.task not in _lasting():
            return None
        told = {"facts": dialogue.facts, "people": dialogue.people}
        return {
            "stage": "offer",
            "task": frame.task,
            "from": conversation,
            "left": _retold(frame.state),
            "told": told,
        }


def _go_on(turn: Turn, found: State) -> Step:
    here, told = turn.dialogue, found["told"]
    here.took_over = found["from"]
    here.facts = {**told["facts"], **here.facts}
    here.people = {**told["people"], **here.people}
    return Step(calls=found["task"], given={"resumed": found["left"]})


def _retold(state: State) -> State:
    """With the values in place of tokens, which mean nothing, or something else, in another conversation."""
    values: dict[str, str] = state.get("values", {})
    return {
        name: TOKEN.sub(lambda match: values.get(match.group(), ""), value) if isinstance(value, str) else value
        for name, value in state.items()
        if name != "values"
    }


@lru_cache(maxsize=1)
def _lasting() -> tuple[str, ...]:
    return tuple(key.removeprefix(_NAMED) for key in catalogue("hi") if key.startswith(_NAMED))
