"""Photos and documents that were sent in a conversation, as what comes with a complaint."""

from typing import Any

from actions.services import Services
from actions.turn import Turn

# Of this conversation only: whoever types a reference gets nothing by it.
_SENT = """
SELECT media.id, media.kind FROM media JOIN sessions ON sessions.id = media.session_id
WHERE sessions.conversation = %(conversation)s AND media.kind IN ('image', 'document', 'audio')
  AND media.state <> 'refused' AND (media.id = ANY(%(named)s)
      OR media.kind <> 'audio' AND media.created_at > now() - %(within_s)s * interval '1 second')
ORDER BY media.created_at DESC LIMIT %(most)s
"""
_KINDS = {"image": "photo", "document": "document", "audio": "audio"}
_WITHIN_S = 1800
_MOST = 5


async def uploads(services: Services, turn: Turn, named: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was sent within the last half hour, or is named: `[{kind, reference}]`, newest first."""
    values = {
        "conversation": turn.conversation, "named": [one["reference"] for one in named], "within_s": _WITHIN_S,
        "most": _MOST,
    }  # fmt: skip
    rows = await services.database.rows(_SENT, values)
    return [{"kind": _KINDS[kind], "reference": media_id} for media_id, kind in rows]
