"""Photos and documents sent in a conversation, on their way to the helpline with a complaint."""

from collections.abc import Sequence
from uuid import UUID

from actions.services import Services
from actions.sessions import session_of
from actions.turn import Turn
from portal.outside.cm_helpline import Attachment


async def at_hand(services: Services, turn: Turn, sent: Sequence[Attachment]) -> tuple[Attachment, ...] | None:
    """Those that may go with it: sent in this session, and not refused; None while one is still being fetched.

    Whoever types the reference of another's photo gets nothing by it.
    """
    session = await session_of(services, turn)
    standing = await services.portal.documents.standing(session, None, [one.reference for one in sent])
    if "coming" in standing.values():
        return None
    return tuple(one for one in sent if standing.get(one.reference) == "kept")


async def hand_on(services: Services, turn: Turn, citizen: UUID | None, sent: Sequence[Attachment]) -> None:
    """They went with something of this citizen, and are kept as long as that needs them."""
    if citizen and sent:
        references = [one.reference for one in sent]
        await services.portal.documents.adopt(await session_of(services, turn), citizen, references)
        await services.portal.documents.attach(citizen, references)
