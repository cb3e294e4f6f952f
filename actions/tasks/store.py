"""Where dialogues are kept: one sealed row a conversation, for they say who a citizen is and what he wants."""

import orjson

from actions.tasks.dialogue import Dialogue
from channels.database import Database
from channels.vault import Vault

_LOAD = "SELECT sealed FROM dialogues WHERE conversation = %(conversation)s"
_SAVE = """
INSERT INTO dialogues (conversation, sealed, citizen_id, open_task) VALUES
    (%(conversation)s, %(sealed)s, %(citizen)s::uuid, %(open_task)s)
ON CONFLICT (conversation) DO UPDATE
    SET sealed = EXCLUDED.sealed, citizen_id = EXCLUDED.citizen_id, open_task = EXCLUDED.open_task, updated_at = now()
"""
_UNFINISHED = """
SELECT conversation, sealed FROM dialogues
WHERE citizen_id = %(citizen)s::uuid AND open_task IS NOT NULL AND conversation <> %(conversation)s
ORDER BY updated_at DESC LIMIT 1
"""
_FORGET = "DELETE FROM dialogues WHERE conversation = %(conversation)s"


class Dialogues:
    """Raises channels.errors.Unavailable when PostgreSQL cannot be asked."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def load(self, conversation: str) -> Dialogue:
        """The dialogue of a conversation; a new one if there is none."""
        row = await self._database.row(_LOAD, {"conversation": conversation})
        return self._opened(row[0]) if row else Dialogue()

    async def save(self, conversation: str, dialogue: Dialogue) -> None:
        open_frames = dialogue.stack or dialogue.shelved
        values = {
            "conversation": conversation,
            "sealed": self._vault.seal(orjson.dumps(dialogue.as_json()).decode()),
            "citizen": dialogue.citizen,
            "open_task": open_frames[0].task if open_frames else None,
        }
        await self._database.row(_SAVE, values)

    async def unfinished(self, citizen: str, conversation: str) -> tuple[str, Dialogue] | None:
        """The latest other conversation of this citizen in which a task was left open, on whatever channel."""
        row = await self._database.row(_UNFINISHED, {"citizen": citizen, "conversation": conversation})
        return (row[0], self._opened(row[1])) if row else None

    async def forget(self, conversation: str) -> None:
        await self._database.row(_FORGET, {"conversation": conversation})

    def _opened(self, sealed: bytes) -> Dialogue:
        return Dialogue.from_json(orjson.loads(self._vault.open(bytes(sealed))))
