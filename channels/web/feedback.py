"""Opinions of replies: one for each reply, the last word counts."""

from __future__ import annotations

from typing import Literal

from channels import metrics
from channels.database import Database
from channels.errors import NotFound
from channels.identifiers import mask
from channels.text import clean

Rating = Literal["up", "down"]
Reason = Literal["wrong", "unclear", "other_question"]

_KEEP = """
INSERT INTO feedback (reply_id, session_id, rating, reason, words, kind, topic, section, language)
SELECT %(reply)s, session_id, %(rating)s, %(reason)s, %(words)s, reply -> 'meta' ->> 'kind',
       reply -> 'meta' ->> 'topic', reply -> 'meta' ->> 'section', reply ->> 'lang'
FROM outbox WHERE session_id = %(session)s AND reply ->> 'id' = %(reply)s
ON CONFLICT (reply_id) DO UPDATE
    SET rating = EXCLUDED.rating, reason = EXCLUDED.reason, words = EXCLUDED.words, updated_at = now()
RETURNING kind
"""


class Feedback:
    """Kept as long as the replies themselves."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, session: str, reply: str, rating: Rating, reason: Reason | None, words: str | None) -> None:
        """Raises NotFound for a reply that this session was not given."""
        values = {
            "session": session,
            "reply": reply,
            "rating": rating,
            "reason": reason,
            "words": _without_identifiers(words) if words else None,
        }
        kept = await self._database.row(_KEEP, values)
        if kept is None:
            raise NotFound
        metrics.feedback.labels(rating, kept[0] or "other").inc()


def _without_identifiers(words: str) -> str | None:
    """Whoever reads opinions has no need of numbers, so their values are not kept anywhere."""
    masked = mask(clean(words))
    return masked.text([0] * len(masked.found)) or None
