"""Where a session comes from. Each function works in the caller's transaction."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens.phones import e164
from portal.errors import NotAPhone
from portal.proof.models import SessionOrigin
from portal.sealed import digest, keys

_WHATSAPP = text("SELECT sealed FROM addresses WHERE session_id = :session")
_SESSION = text("SELECT id FROM sessions WHERE conversation = :conversation")


async def session_of(session: AsyncSession, conversation: str) -> str | None:
    """The gateway's session to which a conversation at the bot belongs."""
    found: str | None = await session.scalar(_SESSION, {"conversation": conversation})
    return found


async def bind(session: AsyncSession, session_id: str, kind: Literal["phone", "whatsapp"], value: str) -> None:
    """The channel says who calls or writes: a phone as `e164` gives it, or a WhatsApp user's id."""
    values = {"kind": kind, "value": value, "value_digest": digest("address", value)}
    await session.execute(
        insert(SessionOrigin)
        .values(session_id=session_id, **values)
        .on_conflict_do_update(index_elements=["session_id"], set_=values)
    )


async def origin_of(session: AsyncSession, session_id: str) -> SessionOrigin | None:
    """Where this session comes from, if the channel told."""
    return await session.scalar(select(SessionOrigin).where(SessionOrigin.session_id == session_id))


async def phone_of(session: AsyncSession, session_id: str) -> str | None:
    """The number from which the citizen calls or writes, if the channel knows it; that it is shown is no proof."""
    origin = await origin_of(session, session_id)
    if origin and origin.kind == "phone" and origin.value:
        return origin.value
    sealed = await session.scalar(_WHATSAPP, {"session": session_id})
    if sealed is None:
        return None
    try:
        return e164(keys().open(bytes(sealed)).removeprefix("whatsapp:"))
    except NotAPhone:
        return None
