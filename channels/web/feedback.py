"""Opinions of replies: one for each reply, the last word counts."""

from __future__ import annotations

from typing import Literal

import orjson

from channels import metrics
from channels.database import Database
from channels.errors import NotFound
from channels.identifiers import mask
from channels.text import clean
from channels.vault import Vault

Rating = Literal["up", "down"]
Reason = Literal["wrong", "unclear", "other_question"]

_REPLY = "SELECT reply FROM outbox WHERE session_id = %(session)s AND reply_id = %(reply)s"
_KEEP = """
INSERT INTO feedback (reply_id, session_id, rating, reason, words, kind, topic, section, language)
VALUES (%(reply)s, %(session)s, %(rating)s, %(reason)s, %(words)s, %(kind)s, %(topic)s, %(section)s, %(language)s)
ON CONFLICT (reply_id) DO UPDATE
    SET rating = EXCLUDED.rating, reason = EXCLUDED.reason, words = EXCLUDED.words, updated_at = now()
"""


class Feedback:
    """Kept as long as the replies themselves."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, session: str, reply: str, rating: Rating, reason: Reason | None, words: str | None) -> None:
        """Raises NotFound for a reply that this session was not given."""
        row = await self._database.row(_REPLY, {"session": session, "reply": reply})
        opened = self._vault.opened(row[0]) if row else None
        if opened is None:
            raise NotFound
        judged = orjson.loads(opened)
        meta = judged["meta"]
        values = {
            "session": session,
            "reply": reply,
            "rating": rating,
            "reason": reason,
            "words": _without_identifiers(words) if words else None,
            "kind": meta["kind"],
            "topic": meta.get("topic"),
            "section": meta.get("section"),
            "language": judged["lang"],
        }
        await self._database.rows(_KEEP, values)
        metrics.feedback.labels(rating, meta["kind"] or "other").inc()


def _without_identifiers(words: str) -> str | None:
    """Whoever reads opinions has no need of numbers, so their values are not kept anywhere."""
    masked = mask(clean(words))
    return masked.text([0] * len(masked.found)) or None
