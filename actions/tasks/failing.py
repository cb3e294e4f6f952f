"""What a task says when the portal cannot do its part now."""

from collections.abc import Awaitable
from typing import TypeVar

from actions.reply import Reply
from actions.tasks.base import Step
from actions.turn import Turn
from portal import wording
from portal.errors import PortalError

Taken = TypeVar("Taken", Step, Step | None)


async def failing_softly(turn: Turn, work: Awaitable[Taken]) -> Taken | Step:
    """The step, or the portal's own words for its error; then the task ends."""
    try:
        return await work
    except PortalError as error:
        return Step(Reply(turn.language, "error", wording.say(error.key, turn.language)))
