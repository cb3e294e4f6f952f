"""Where dialogues are kept: one sealed row a conversation, for they say who a citizen is and what he wants."""

from collections.abc import Sequence

import orjson

from actions.tasks.dialogue import Dialogue, Frame
from channels.database import Database
from channels.vault import Vault
from portal.citizens.phones import e164
from portal.errors import NotAPhone
from portal.sealed import keys

_LOAD = "SELECT sealed FROM dialogues WHERE conversation = %(conversation)s"
_SAVE = """
INSERT INTO dialogues (conversation, sealed, citizen_id, address_digest, open_task) VALUES
    (%(conversation)s, %(sealed)s, %(citizen)s::uuid, %(address)s, %(open_task)s)
ON CONFLICT (conversation) DO UPDATE
    SET sealed = EXCLUDED.sealed, citizen_id = EXCLUDED.citizen_id, address_digest = EXCLUDED.address_digest,
        open_task = EXCLUDED.open_task, updated_at = now()
"""
_CALLS_FROM = """
SELECT session_origins.value_digest, addresses.sealed
FROM sessions
LEFT JOIN session_origins ON session_origins.session_id = sessions.id AND session_origins.kind = 'phone'
LEFT JOIN addresses ON addresses.session_id = sessions.id
WHERE sessions.conversation = %(conversation)s
"""
_UNFINISHED = """
SELECT conversation, sealed FROM dialogues
WHERE (citizen_id = %(citizen)s::uuid OR address_digest = ANY(%(addresses)s))
  AND open_task = ANY(%(tasks)s) AND conversation <> %(conversation)s
ORDER BY updated_at DESC LIMIT 1
"""
_CLOSE = "UPDATE dialogues SET open_task = NULL WHERE conversation = %(conversation)s"


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
        """What it holds; the dialogue whose task it took over is then closed, and not offered again."""
        begun = _begun(dialogue)
        if begun and dialogue.address is None:
            dialogue.address = await self._address(conversation)
        values = {
            "conversation": conversation,
            "sealed": self._vault.seal(orjson.dumps(dialogue.as_json()).decode()),
            "citizen": dialogue.citizen,
            "address": bytes.fromhex(dialogue.address or "") or None,
            "open_task": begun.task if begun else None,
        }
        await self._database.row(_SAVE, values)
        if dialogue.took_over:
            await self._database.row(_CLOSE, {"conversation": dialogue.took_over})
            dialogue.took_over = None

    async def unfinished(
        self, citizen: str, phones: Sequence[str], conversation: str, tasks: Sequence[str]
    ) -> tuple[str, Dialogue, Frame] | None:
        """The latest other conversation of this citizen in which one of these tasks was left, and that task.

        `phones` are the citizen's proven ones: what came from there, as the channel said, is the citizen's too.
        """
        addresses = [digest for phone in phones for digest in keys().digests("address", phone)]
        values = {"citizen": citizen, "addresses": addresses, "conversation": conversation, "tasks": list(tasks)}
        row = await self._database.row(_UNFINISHED, values)
        if row is None:
            return None
        dialogue = self._opened(row[1])
        begun = _begun(dialogue)
        return (row[0], dialogue, begun) if begun else None

    async def _address(self, conversation: str) -> str:
        """Hex of the digest of the phone that the channel names; empty if it names none."""
        row = await self._database.row(_CALLS_FROM, {"conversation": conversation})
        called_from, writes_from = row or (None, None)
        if called_from is not None:
            return bytes(called_from).hex()
        if writes_from is None:
            return ""
        try:
            phone = e164(self._vault.open(bytes(writes_from)).removeprefix("whatsapp:"))
        except NotAPhone:
            return ""
        return keys().digest("address", phone).hex()

    def _opened(self, sealed: bytes) -> Dialogue:
        return Dialogue.from_json(orjson.loads(self._vault.open(bytes(sealed))))


def _begun(dialogue: Dialogue) -> Frame | None:
    """The task that was begun first and is not over yet."""
    return next((frame for frame in dialogue.stack or dialogue.shelved if not frame.state.get("over")), None)
