"""Going on with a form that was begun on another day or another channel: after proof of identity."""

from typing import Any
from uuid import UUID

from actions.reply import Option, Reply
from actions.services import Services
from actions.tasks.answers import place_picked
from actions.tasks.base import State, Step, Task
from actions.tasks.choices import option_choice
from actions.tasks.failing import failing_softly
from actions.turn import Turn
from actions.words import say
from portal.drafts import service as drafts


class ResumeFormTask(Task):
    """Stages: proof, pick."""

    name = "resume_form"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.portal.database

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        return Step(state={"stage": "proof"}, calls="proof")

    async def take(self, turn: Turn, state: State) -> Step | None:
        place = place_picked(turn, len(state["begun"])) if state["stage"] == "pick" else None
        return None if place is None else _go_on(state["begun"][place])

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("apply_unproven", turn.language)))
        return await failing_softly(turn, self._listed(turn, result["citizen"]))

    def pending(self, turn: Turn, state: State) -> Reply:
        options = tuple(
            Option(option_choice(str(place)), self._name(turn, topic), self._name(turn, topic)[:20])
            for place, topic in enumerate(state["begun"])
        )
        lines = [say("apply_which_form", turn.language)]
        lines += [f"{place}. {option.label}" for place, option in enumerate(options, 1)]
        return Reply(turn.language, "ask", "\n".join(lines), options=options, asks="topic", private=True)

    async def _listed(self, turn: Turn, citizen: str) -> Step:
        begun = await self._database.do(lambda session: drafts.begun(session, UUID(citizen)))
        if not begun:
            return Step(Reply(turn.language, "smalltalk", say("apply_no_form", turn.language)))
        if len(begun) == 1:
            return _go_on(begun[0])
        state = {"stage": "pick", "begun": begun}
        return Step(self.pending(turn, state), state)

    def _name(self, turn: Turn, topic: str) -> str:
        name: str = getattr(self._services.shelf.current.records[topic].name, turn.language)
        return name


def _go_on(topic: str) -> Step:
    return Step(calls="apply", given={"resumed": {"topic": topic}})
