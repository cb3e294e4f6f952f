"""The notice before the first personal record, and the citizen's yes or no to it. A sub-task of whatever keeps records.

Call it as `Step(state=…, calls="consent")`, with `given={"purpose": "notices"}` for news of one's own matters. Its
result is True or False; an answer given before, on any channel, is not asked for again unless it was no. None when it
was left, which is no consent.
"""

from typing import Any, cast

from actions import consent
from actions.reply import Reply
from actions.services import Services
from actions.tasks.answers import yes_or_no
from actions.tasks.base import State, Step, Task
from actions.tasks.failing import failing_softly
from actions.tasks.options import yes_or_no_options
from actions.turn import Turn
from actions.words import say
from portal.privacy.consent import words
from portal.privacy.models import Purpose


class ConsentTask(Task):
    """State: `purpose`, and `unread` while the notice could not be shown: nobody agrees to what he has not read."""

    name = "consent"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        purpose = given.get("purpose", "records")
        return await failing_softly(turn, self._begin(turn, purpose), {"purpose": purpose, "unread": True})

    async def take(self, turn: Turn, state: State) -> Step | None:
        given = yes_or_no(turn)
        if given is None:
            return None
        if state.get("unread"):
            return await failing_softly(turn, self._begin(turn, cast(Purpose, state["purpose"])), state)
        return await failing_softly(turn, self._record(turn, state, given), state)

    def pending(self, turn: Turn, state: State) -> Reply:
        return ask_consent(turn, words(cast(Purpose, state["purpose"]), turn.language))

    def left(self, turn: Turn, state: State) -> Reply | None:
        return refused(turn)

    async def _begin(self, turn: Turn, purpose: Purpose) -> Step:
        if await consent.answered(self._services, turn, purpose):
            return Step(result=True)
        state = {"purpose": purpose}
        return Step(self.pending(turn, state), state)

    async def _record(self, turn: Turn, state: State, given: bool) -> Step:
        purpose = cast(Purpose, state["purpose"])
        await consent.record(self._services, turn, given, purpose)
        if purpose == "records" and not given:
            turn.dialogue.forget_people()
        return Step(result=given)


def ask_consent(turn: Turn, notice: str) -> Reply:
    """The notice's question, to be answered by yes or no."""
    return Reply(turn.language, "consent", notice, options=yes_or_no_options(turn.language), asks="consent")


def refused(turn: Turn) -> Reply:
    """Nothing is kept, what was told is forgotten, and public answers go on."""
    turn.dialogue.forget_people()
    return Reply(turn.language, "consent", say("consent_refused", turn.language))
