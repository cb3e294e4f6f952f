"""A notice as a message that the gateway delivers to a WhatsApp conversation."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from channels.delivery.outgoing import Outgoing
from portal.sealed import keys
from portal.wording import Language

TEMPLATE = "notice"
# Nothing is sent to those who have opted out; their notice goes another way.
_HAND_OVER = text("""
WITH known AS (
    SELECT session_id, provider FROM addresses WHERE session_id = :session AND opted_out_at IS NULL
), handed AS (
    INSERT INTO deliveries (session_id, source, provider, message, proactive)
    SELECT session_id, :source, provider, :message, true FROM known
    ON CONFLICT (source) DO NOTHING
)
SELECT count(*) FROM known
""")


async def hand_over(session: AsyncSession, session_id: str, source: str, words: str, language: Language) -> bool:
    """Once for each `source`; False if nobody may be written to in that conversation.

    After the provider's window for free messages the approved template of this name is used, with the words in it.
    """
    message = Outgoing("text", language, text=words, plain=words, template=TEMPLATE, values=(words,))
    values = {"session": session_id, "source": source, "message": keys().seal(message.as_json().decode())}
    return bool(await session.scalar(_HAND_OVER, values))
