"""The gateway's side of origins.py: what its channels know of where a session comes from, in one statement each."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from channels.database import Database
from portal.citizens.phones import e164
from portal.errors import NotAPhone
from portal.sealed import digest, keys

_BIND = """
INSERT INTO session_origins (session_id, kind, value, value_digest)
VALUES (%(session)s, %(kind)s, %(value)s, %(digest)s)
ON CONFLICT (session_id) DO UPDATE
    SET kind = EXCLUDED.kind, value = EXCLUDED.value, value_digest = EXCLUDED.value_digest, updated_at = now()
"""
_COMES_FROM = """
INSERT INTO session_origins (session_id, network_digest) VALUES (%(session)s, %(digest)s)
ON CONFLICT (session_id) DO UPDATE SET network_digest = EXCLUDED.network_digest, updated_at = now()
"""


class SessionOrigins:
    """Raises channels.errors.Unavailable when PostgreSQL cannot be asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def calls_from(self, session: str, phone: str) -> None:
        """The session is a call or a chat from this number; what is no Indian mobile number is not kept."""
        if number := _mobile(phone):
            await self._bind(session, "phone", number)

    async def writes_from(self, session: str, user: str, known: tuple[str | None, bytes | None]) -> None:
        """The session is a WhatsApp conversation with this user, who need not be a number.

        `known` is (kind, digest) of what is bound already. A number is not given up for an id that hides it.
        """
        number = _mobile(user)
        kind, value = ("phone", number) if number else ("whatsapp", user)
        hides = kind == "whatsapp" and known[0] == "phone"
        if not hides and known[1] != digest("address", value):
            await self._bind(session, kind, value)

    async def _bind(self, session: str, kind: str, value: str) -> None:
        values = {"session": session, "kind": kind, "value": keys().seal(value), "digest": digest("address", value)}
        await self._database.row(_BIND, values)

    async def comes_from(self, session: str, address: str) -> None:
        """The client's address, kept as a digest of its network, for limits only."""
        if network := _network(address):
            await self._database.row(_COMES_FROM, {"session": session, "digest": digest("network", network)})


def _mobile(text: str) -> str | None:
    try:
        return e164(text)
    except NotAPhone:
        return None


def _network(address: str) -> str | None:
    """One IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return str(ip_network((parsed, 64), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)
