"""The citizen's yes or no to keeping personal records, as tasks need it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from actions.services import Services
from actions.sessions import session_of
from actions.turn import Turn
from portal.citizens import service as citizens
from portal.privacy import consent
from portal.privacy.models import Purpose
from portal.proof import origins


async def answered(services: Services, turn: Turn, purpose: Purpose = "records") -> bool | None:
    """The newest yes or no, of this session or of the citizen proven in it; None if there is none."""
    session_id, citizen = await session_of(services, turn), _citizen(turn)
    return await services.portal.database.do(lambda session: consent.answer(session, session_id, purpose, citizen))


async def record(
    services: Services, turn: Turn, given: bool, purpose: Purpose = "records", *, citizen: UUID | None = None
) -> None:
    """Keep a yes or a no to the notice; also for a yes to a question that showed its short form.

    `citizen` is whose word it is; without, the one proven in this session.
    """
    session_id, citizen = await session_of(services, turn), citizen or _citizen(turn)
    await services.portal.database.do(
        lambda session: consent.record(session, session_id, purpose, given, channel=turn.channel, citizen=citizen)
    )


async def news_reader(services: Services, turn: Turn) -> UUID | None:
    """Whose news may be stopped from here without a code: who agreed here, or whose number calls or writes."""
    session_id = await session_of(services, turn)

    async def work(session: AsyncSession) -> UUID | None:
        if agreed := await consent.agreed_in(session, session_id, "notices"):
            return agreed
        phone = await origins.phone_of(session, session_id)
        known = await citizens.at_address(session, "phone", phone) if phone else None
        return known.id if known else None

    return _citizen(turn) or await services.portal.database.do(work)


def _citizen(turn: Turn) -> UUID | None:
    return UUID(turn.dialogue.citizen) if turn.dialogue.citizen else None
