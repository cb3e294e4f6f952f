"""What the gateway keeps of the conversations in which a citizen's identity was proven. Its tables are not ours."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.privacy.holding import Holding, Rows
from portal.sealed import keys

_KEPT = timedelta(days=30)
_OLD_DIALOGUES = text("DELETE FROM dialogues WHERE updated_at < :before RETURNING conversation")
_MINE = "(SELECT session_id FROM proofs WHERE citizen_id = :citizen)"
_EXPORT = text(f"""
SELECT received_at, channel, value FROM inbox
WHERE session_id IN {_MINE} AND kind = 'text' AND value IS NOT NULL ORDER BY id
""")  # noqa: S608 - our own words
# The rows stay as long as a provider may send a message again; the message now being answered is needed yet.
_ERASE_WORDS = text(f"""
UPDATE inbox SET value = NULL, state = NULL
WHERE session_id IN {_MINE} AND answered_at IS NOT NULL AND value IS NOT NULL RETURNING id
""")  # noqa: S608 - our own words
_ERASE_REST = (
    f"DELETE FROM outbox WHERE session_id IN {_MINE}",  # noqa: S608 - our own words
    f"DELETE FROM feedback WHERE session_id IN {_MINE}",  # noqa: S608 - our own words
    f"DELETE FROM media WHERE session_id IN {_MINE}",  # noqa: S608 - our own words
    f"DELETE FROM deliveries WHERE session_id IN {_MINE} AND state NOT IN ('pending', 'sending')",  # noqa: S608
    f"DELETE FROM identifiers WHERE session_id IN {_MINE}",  # noqa: S608 - our own words
    f"""DELETE FROM dialogues WHERE citizen_id = :citizen
        OR address_digest IN (
            SELECT value_digest FROM channel_addresses WHERE citizen_id = :citizen AND kind = 'phone'
        )
        OR conversation IN (SELECT conversation FROM sessions WHERE id IN {_MINE})""",  # noqa: S608 - our own words
)


async def export(session: AsyncSession, citizen_id: UUID) -> Rows:
    """What was written, as we keep it: without identifiers, and without what no key opens."""
    rows = await session.execute(_EXPORT, {"citizen": citizen_id})
    opened = [(row, keys().opened(row.value)) for row in rows]
    return [{"at": row.received_at, "channel": row.channel, "text": words} for row, words in opened if words]


async def erase(session: AsyncSession, citizen_id: UUID) -> int:
    """Words, replies, identifiers, files and the dialogue's memory; how many messages that were."""
    messages = (await session.execute(_ERASE_WORDS, {"citizen": citizen_id})).all()
    for statement in _ERASE_REST:
        await session.execute(text(statement), {"citizen": citizen_id})
    return len(messages)


async def forget(session: AsyncSession, moment: datetime) -> int:
    """Dialogues in which nothing was said for a month; the gateway's own retention forgets messages and sessions."""
    return len((await session.execute(_OLD_DIALOGUES, {"before": moment - _KEPT})).all())


HOLDING = Holding("conversations", (), export, erase, forget)
