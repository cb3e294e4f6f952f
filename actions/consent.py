"""The citizen's yes or no to keeping personal records, as tasks need it."""

from uuid import UUID

from actions.services import Services
from actions.sessions import session_of
from actions.turn import Turn
from portal.privacy import consent
from portal.privacy.models import Purpose


async def answered(services: Services, turn: Turn, purpose: Purpose = "records") -> bool | None:
    """The newest yes or no, of this session or of the citizen proven in it; None if there is none."""
    session_id, citizen = await session_of(services, turn), _citizen(turn)
    return await services.portal.database.do(lambda session: consent.answer(session, session_id, purpose, citizen))


async def record(services: Services, turn: Turn, given: bool, purpose: Purpose = "records") -> None:
    """Keep a yes or a no to the notice; also for a yes to a question that showed its short form."""
    session_id, citizen = await session_of(services, turn), _citizen(turn)
    await services.portal.database.do(
        lambda session: consent.record(session, session_id, purpose, given, channel=turn.channel, citizen=citizen)
    )


def _citizen(turn: Turn) -> UUID | None:
    return UUID(turn.dialogue.citizen) if turn.dialogue.citizen else None
