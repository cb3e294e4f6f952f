"""What a task says when the portal cannot do its part now."""

from collections.abc import Awaitable
from typing import TypeVar

import structlog

from actions.reply import Reply
from actions.tasks.base import State, Step
from actions.turn import Turn
from portal import wording
from portal.errors import PortalError, Unavailable

_log = structlog.get_logger(__name__)
Taken = TypeVar("Taken", Step, Step | None)


async def failing_softly(turn: Turn, work: Awaitable[Taken], kept: State | None = None) -> Taken | Step:
    """The step, or the portal's own words for its error.

    Then the task ends; but where something does not answer for the moment, it goes on with the state `kept`, if given.
    """
    try:
        return await work
    except PortalError as error:
        if isinstance(error, Unavailable):
            _log.warning("portal.unavailable", cause=type(error.__cause__ or error).__name__)
        words = wording.say(error.key, turn.language)
        return Step(Reply(turn.language, "error", words), kept if isinstance(error, Unavailable) else None)
