"""Buttons and lists at Twilio are templates, made once: one for each number of buttons or rows, all words variable."""

from __future__ import annotations

from collections.abc import Iterator

import aiohttp
import orjson

from channels.database import Database
from channels.delivery.outgoing import Outgoing

_KNOWN = "SELECT sid FROM twilio_contents WHERE account = %(account)s AND shape = %(shape)s"
_KEEP = """
INSERT INTO twilio_contents (account, shape, sid) VALUES (%(account)s, %(shape)s, %(sid)s)
ON CONFLICT (account, shape) DO UPDATE SET sid = twilio_contents.sid
RETURNING sid
"""
_GONE = "DELETE FROM twilio_contents WHERE account = %(account)s AND shape = %(shape)s"


class Contents:
    """The templates of an account; made when first needed, known to all processes afterwards."""

    def __init__(self, http: aiohttp.ClientSession, database: Database, url: str, account: str, key: str) -> None:
        self._http = http
        self._database = database
        self._url = f"{url}/v1/Content"
        self._account = account
        self._authorization = key
        self._sids: dict[str, str] = {}

    async def sid(self, message: Outgoing) -> str | None:
        """The template that fits a message; None if Twilio does not make it."""
        shape = _shape(message)
        if shape not in self._sids:
            row = await self._database.row(_KNOWN, {"account": self._account, "shape": shape})
            sid = row[0] if row else await self._made(message, shape)
            if sid is None:
                return None
            self._sids[shape] = sid
        return self._sids[shape]

    async def forget(self, message: Outgoing) -> None:
        """The template is gone at Twilio; the next one is made anew."""
        shape = _shape(message)
        self._sids.pop(shape, None)
        await self._database.rows(_GONE, {"account": self._account, "shape": shape})

    async def _made(self, message: Outgoing, shape: str) -> str | None:
        headers = {"Authorization": self._authorization, "Content-Type": "application/json"}
        async with self._http.post(self._url, data=orjson.dumps(_content(message, shape)), headers=headers) as answer:
            if answer.status != 201:
                return None
            sid: str = orjson.loads(await answer.read())["sid"]
        row = await self._database.row(_KEEP, {"account": self._account, "shape": shape, "sid": sid})
        return row[0] if row else sid


def variables(message: Outgoing) -> str:
    """The words of a message for its template, as JSON."""
    words = [message.text, *([message.menu] if message.form == "list" else [])]
    for choice in message.choices:
        words += [choice.title, choice.id]
        if _described(message):
            words.append(choice.description or choice.title)
    return orjson.dumps({str(number): word for number, word in enumerate(words, 1)}).decode()


def _shape(message: Outgoing) -> str:
    return f"{message.form}-{len(message.choices)}{'-described' if _described(message) else ''}"


def _described(message: Outgoing) -> bool:
    return message.form == "list" and any(choice.description for choice in message.choices)


def _content(message: Outgoing, shape: str) -> dict[str, object]:
    names = iter(f"{{{{{number}}}}}" for number in range(1, 100))
    body = next(names)
    kind: dict[str, object]
    if message.form == "buttons":
        actions = [{"type": "QUICK_REPLY", "title": next(names), "id": next(names)} for _ in message.choices]
        name, kind = "twilio/quick-reply", {"body": body, "actions": actions}
    else:
        button = next(names)
        items = [_item(names, _described(message)) for _ in message.choices]
        name, kind = "twilio/list-picker", {"body": body, "button": button, "items": items}
    count = len(orjson.loads(variables(message)))
    samples = {str(number): f"{number}" for number in range(1, count + 1)}
    return {"friendly_name": f"jan_sahayak_{shape}", "language": "hi", "variables": samples, "types": {name: kind}}


def _item(names: Iterator[str], described: bool) -> dict[str, str]:
    item = {"item": next(names), "id": next(names)}
    return {**item, "description": next(names)} if described else item
