"""A number given without saying what it is of: the words decide between application and complaint, else its form."""

from typing import Any

from actions.identifiers import case_number
from actions.reply import Reply
from actions.services import Services
from actions.tasks.base import State, Step, Task
from actions.tasks.case_words import says
from actions.turn import Turn
from actions.words import say
from portal.outside.cm_helpline import is_number


class NamedCaseTask(Task):
    """Ends at once, calling the task that the number is for."""

    name = "named_case"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        number = await case_number(self._services, turn)
        return Step(calls=_task_for(turn, number), given={"number": number})

    async def take(self, turn: Turn, state: State) -> Step | None:
        return None

    def pending(self, turn: Turn, state: State) -> Reply:
        return Reply(turn.language, "ask", say("application_status_ask", turn.language), asks="application_number")


def _task_for(turn: Turn, number: str | None) -> str:
    looks_like_complaint = number is not None and is_number(number) and not says("application", turn)
    return "complaint_status" if says("complaint", turn) or looks_like_complaint else "application_status"
