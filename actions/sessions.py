"""The gateway's session of a turn, to which proof and consent belong."""

from uuid import UUID

from actions.services import Services
from actions.turn import Turn
from portal.errors import Unavailable
from portal.proof import origins


async def session_of(services: Services, turn: Turn) -> str:
    """Its id. Raises Unavailable when it is gone."""
    found = await services.portal.database.do(lambda session: origins.session_of(session, turn.conversation))
    if found is None:
        raise Unavailable
    return found


async def proven_citizen(services: Services, turn: Turn) -> UUID | None:
    """Who has proven to be whom in the session, a short while ago; None also when it is gone."""
    session = await services.portal.database.do(lambda session: origins.session_of(session, turn.conversation))
    return await services.portal.proofs.citizen(session) if session else None
