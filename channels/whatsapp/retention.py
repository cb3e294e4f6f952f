"""Forgets what need not be kept of WhatsApp: messages to providers, files, spoken replies, who wrote long ago."""

from __future__ import annotations

from channels.database import Database

_AT_ONCE = 5000
_DELIVERIES = """
DELETE FROM deliveries WHERE id IN (
    SELECT id FROM deliveries
    WHERE created_at < now() - %(days)s * interval '1 day' AND state NOT IN ('pending', 'sending')
    ORDER BY created_at LIMIT %(most)s
) RETURNING id
"""
_MEDIA = """
DELETE FROM media WHERE id IN (
    SELECT id FROM media WHERE created_at < now() - %(days)s * interval '1 day' ORDER BY created_at LIMIT %(most)s
) RETURNING id
"""
# Their links have ended.
_VOICES = """
DELETE FROM voice_replies USING deliveries
WHERE deliveries.id = voice_replies.delivery_id AND deliveries.sent_at < now() - interval '2 hours'
RETURNING deliveries.id
"""
# Who wants no messages, or has agreed to notices here, must be known again.
_ADDRESSES = """
DELETE FROM addresses WHERE session_id IN (
    SELECT session_id FROM addresses
    WHERE coalesce(last_message_at, created_at) < now() - %(days)s * interval '1 day' AND opted_out_at IS NULL
      AND NOT EXISTS (SELECT FROM consents WHERE consents.session_id = addresses.session_id)
      AND NOT EXISTS (SELECT FROM sessions WHERE sessions.id = addresses.session_id AND sessions.expires_at > now())
      AND NOT EXISTS (
          SELECT FROM deliveries
          WHERE deliveries.session_id = addresses.session_id AND deliveries.state IN ('pending', 'sending')
      )
    LIMIT %(most)s
) RETURNING session_id
"""


async def forget_whatsapp(database: Database, days: int) -> int:
    """How many rows were deleted, in portions, so that no transaction is long."""
    total = len(await database.rows(_VOICES, {}))
    for statement in (_DELIVERIES, _MEDIA, _ADDRESSES):
        while deleted := len(await database.rows(statement, {"days": days, "most": _AT_ONCE})):
            total += deleted
    return total
