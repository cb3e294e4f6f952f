"""The table of calls: one row a call, moved on by one turn at a time."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

import orjson

from channels.database import Database
from channels.vault import Vault
from channels.voice.model import CallTurn
from channels.voice.screens import Conduct, from_json

DROPPED_WITHIN_S = 30 * 60
_AGAIN_S = 0.5

_OPEN = """
INSERT INTO calls (provider, call_id, session_id, caller_digest, caller)
VALUES (%(provider)s, %(call_id)s, %(session)s, %(digest)s, %(caller)s)
ON CONFLICT (provider, call_id) DO NOTHING
"""
_FIND = """
SELECT id, session_id, turn, conduct, caller, input = %(input)s AND advanced_at > now() - %(again_s)s * interval '1 s'
FROM calls WHERE provider = %(provider)s AND call_id = %(call_id)s
"""
_ADVANCE = """
UPDATE calls SET turn = turn + 1, conduct = %(conduct)s, session_id = %(session)s, input = %(input)s,
                 advanced_at = clock_timestamp(), talked = %(talked)s, closed = %(closed)s
WHERE id = %(id)s AND turn = %(turn)s
RETURNING turn
"""
_END = "UPDATE calls SET ended_at = coalesce(ended_at, now()) WHERE provider = %(provider)s AND call_id = %(call_id)s"
# A telephone may be shared and a number shown be false: what was said after a proof is for nobody who only calls again.
_DROPPED = """
SELECT session_id, conduct, EXISTS (SELECT FROM sessions WHERE sessions.id = session_id AND expires_at > now())
       AND NOT EXISTS (SELECT FROM proofs WHERE proofs.session_id = calls.session_id)
FROM calls
WHERE caller_digest = %(digest)s AND id <> %(id)s AND advanced_at > now() - %(within_s)s * interval '1 s'
ORDER BY started_at DESC LIMIT 1
"""
_UNFINISHED = "SELECT talked AND NOT closed FROM calls WHERE session_id = %(session)s ORDER BY started_at DESC LIMIT 1"
_CALL_BACK = "INSERT INTO call_backs (call) VALUES (%(id)s) ON CONFLICT (call) DO NOTHING"
_SAID = """
SELECT outbox.reply FROM outbox JOIN inbox ON inbox.id = outbox.inbox_id
WHERE outbox.session_id = %(session)s AND inbox.provider = %(provider)s
ORDER BY outbox.id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it stands; `repeated`: the same input came a moment ago."""

    id: int
    provider: str
    call_id: str
    session: str
    turn: int
    conduct: Conduct
    caller: str | None
    repeated: bool

    @property
    def begun(self) -> bool:
        """Whether anything was said yet."""
        return self.turn > 0


class Calls:
    """What is kept of calls; the caller's number and the course of the call are sealed."""

    def __init__(self, database: Database, vault: Vault, signing_key: str) -> None:
        self._database = database
        self._vault = vault
        self._session_key = hashlib.sha256(b"call" + signing_key.encode()).digest()

    async def open(self, turn: CallTurn) -> Call:
        """The call of a turn; a new one if it was not known. Its session is the call's own until told otherwise."""
        if call := await self._find(turn):
            return call
        caller = telephone(turn.caller)
        values = {
            "provider": turn.provider,
            "call_id": turn.call_id,
            "session": self._own_session(turn),
            "digest": self._vault.digest("caller", caller) if caller else None,
            "caller": self._vault.seal(caller) if caller else None,
        }
        await self._database.rows(_OPEN, values)
        call = await self._find(turn)
        assert call is not None  # noqa: S101 - it was just inserted, and only retention deletes
        return call

    async def advance(self, call: Call, conduct: Conduct, session: str, turn: CallTurn) -> bool:
        """Move the call on; False if somebody else did meanwhile."""
        values = {
            "id": call.id,
            "turn": call.turn,
            "conduct": self._vault.seal(orjson.dumps(conduct.as_json()).decode()),
            "session": session,
            "input": _input(turn),
            "talked": conduct.talked,
            "closed": conduct.left,
        }
        return await self._database.row(_ADVANCE, values) is not None

    async def end(self, turn: CallTurn) -> None:
        """The line is dead."""
        await self._database.rows(_END, {"provider": turn.provider, "call_id": turn.call_id})

    async def dropped(self, call: Call) -> tuple[str, Conduct] | None:
        """The session and conduct of this caller's last call, if it broke off in the middle of something unproven."""
        if call.caller is None:
            return None
        digest = self._vault.digest("caller", call.caller)
        row = await self._database.row(_DROPPED, {"digest": digest, "id": call.id, "within_s": DROPPED_WITHIN_S})
        if row is None or row[1] is None or not row[2]:
            return None
        unfinished = await self._database.row(_UNFINISHED, {"session": row[0]})
        return (row[0], self._conduct(row[1])) if unfinished and unfinished[0] else None

    async def call_back(self, call: Call) -> None:
        """Note that the caller wants to be called; once a call."""
        await self._database.rows(_CALL_BACK, {"id": call.id})

    async def replies(self, call: Call, provider: str) -> list[dict[str, Any]]:
        """What the assistant answered in this call's session by telephone, oldest first."""
        rows = await self._database.rows(_SAID, {"session": call.session, "provider": provider})
        opened = [self._vault.opened(sealed) for (sealed,) in reversed(rows)]
        return [orjson.loads(reply) for reply in opened if reply is not None]

    async def _find(self, turn: CallTurn) -> Call | None:
        values = {
            "provider": turn.provider, "call_id": turn.call_id, "input": _input(turn), "again_s": _AGAIN_S
        }  # fmt: skip
        row = await self._database.row(_FIND, values)
        if row is None:
            return None
        identity, session, number, conduct, caller, repeated = row
        return Call(
            identity, turn.provider, turn.call_id, session, number,
            self._conduct(conduct) if conduct else Conduct(),
            self._vault.open(bytes(caller)) if caller else None, bool(repeated),
        )  # fmt: skip

    def _conduct(self, sealed: bytes) -> Conduct:
        return from_json(orjson.loads(self._vault.open(bytes(sealed))))

    def _own_session(self, turn: CallTurn) -> str:
        name = hmac.digest(self._session_key, f"{turn.provider}\0{turn.call_id}".encode(), "sha256")
        return f"call-{name.hex()[:40]}"


def telephone(written: str | None) -> str | None:
    """A number as +91…, whatever the provider's style; None for a caller who hides it."""
    digits = "".join(character for character in written or "" if character.isdigit()).lstrip("0")
    if len(digits) == 10:
        return f"+91{digits}"
    return f"+{digits}" if 11 <= len(digits) <= 15 else None


def _input(turn: CallTurn) -> bytes:
    """Tells the same input from another; of keys and words it keeps nothing readable."""
    said = f"{turn.call_id}\0{turn.turn}\0{turn.event}\0{turn.digits}\0{turn.text}\0{turn.recording}"
    return hashlib.sha256(said.encode()).digest()
