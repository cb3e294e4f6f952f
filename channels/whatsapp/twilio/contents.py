"""Templates for buttons and lists at Twilio: made when first needed, known to all processes afterwards."""

from __future__ import annotations

import time

import aiohttp
import orjson
import structlog

from channels.database import Database
from channels.whatsapp.twilio.layout import Layout

_KNOWN = "SELECT sid FROM twilio_contents WHERE account = %(account)s AND shape = %(shape)s"
_KEEP = """
INSERT INTO twilio_contents (account, shape, sid) VALUES (%(account)s, %(shape)s, %(sid)s)
ON CONFLICT (account, shape) DO UPDATE SET sid = twilio_contents.sid
RETURNING sid
"""
_GONE = "DELETE FROM twilio_contents WHERE account = %(account)s AND shape = %(shape)s"
_PAUSE_S = 600.0
_log = structlog.get_logger(__name__)


class Contents:
    """The templates of an account."""

    def __init__(
        self, http: aiohttp.ClientSession, database: Database, url: str, account: str, key: str, deadline_s: float
    ) -> None:
        self._http = http
        self._database = database
        self._url = f"{url}/v1/Content"
        self._account = account
        self._authorization = key
        self._within = aiohttp.ClientTimeout(total=deadline_s)
        self._sids: dict[str, str] = {}
        self._none_before = 0.0

    async def sid(self, layout: Layout) -> str | None:
        """The template for a layout; None if Twilio makes none just now."""
        if layout.shape not in self._sids:
            row = await self._database.row(_KNOWN, {"account": self._account, "shape": layout.shape})
            sid = row[0] if row else await self._made(layout)
            if sid is None:
                return None
            self._sids[layout.shape] = sid
        return self._sids[layout.shape]

    async def forget(self, layout: Layout) -> None:
        """The template is gone at Twilio; the next one is made anew."""
        self._sids.pop(layout.shape, None)
        await self._database.rows(_GONE, {"account": self._account, "shape": layout.shape})

    async def _made(self, layout: Layout) -> str | None:
        if time.monotonic() < self._none_before:
            return None
        samples = {name: name for name in layout.variables()}
        content = {"friendly_name": layout.name, "language": "hi", "variables": samples, "types": layout.types()}
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        async with self._http.post(
            self._url, data=orjson.dumps(content), headers=headers, timeout=self._within
        ) as answer:
            if answer.status != 201:
                self._none_before = time.monotonic() + _PAUSE_S
                _log.warning("contents.not_made", status=answer.status)
                return None
            sid: str = orjson.loads(await answer.read())["sid"]
        row = await self._database.row(_KEEP, {"account": self._account, "shape": layout.shape, "sid": sid})
        return row[0] if row else sid
