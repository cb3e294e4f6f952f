"""Twilio's REST interface, as far as WhatsApp needs it."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from channels.delivery.outgoing import Outgoing
from channels.delivery.provider import Accepted, CannotTell, InDoubt, NotInThisForm, NotNow, Outcome, Parcel
from channels.whatsapp.download import download
from channels.whatsapp.templates import Templates, filled
from channels.whatsapp.twilio.contents import Contents
from channels.whatsapp.twilio.errors import NO_SUCH_CONTENT, verdict
from channels.whatsapp.twilio.layout import LONGEST_VARIABLE, layout, plain_line

_CLOCKS_APART_S = 30.0


class TwilioWhatsApp:
    """Sends, marks as read, fetches media. `receipts_url` is our own address for status callbacks."""

    name = "twilio"
    keeps_list = True

    def __init__(
        self, http: aiohttp.ClientSession, contents: Contents, templates: Templates, *, account: str, sender: str,
        authorization: str, api_url: str, messaging_url: str, receipts_url: str, media_hosts: tuple[str, ...],
        media_limit: int, media_deadline_s: float, deadline_s: float,
    ) -> None:  # fmt: skip
        self._http = http
        self._contents = contents
        self._templates = templates
        self._account = account
        self._sender = sender
        self._headers = {"Authorization": authorization}
        self._api_url = api_url
        self._messages_url = f"{api_url}/2010-04-01/Accounts/{account}/Messages.json"
        self._typing_url = f"{messaging_url}/v2/Indicators/Typing.json"
        self._receipts_url = receipts_url
        self._media_hosts = media_hosts
        self._media_limit = media_limit
        self._media_deadline_s = media_deadline_s
        self._deadline_s = deadline_s

    async def send(self, parcel: Parcel) -> Outcome:
        """Hand over one message; a template of ours that somebody has deleted at Twilio is made anew."""
        outcome = await self._send(parcel)
        made = layout(parcel.message) if parcel.message.is_tappable else None
        if made is None or not (isinstance(outcome, NotInThisForm) and outcome.code == NO_SUCH_CONTENT):
            return outcome
        await self._contents.forget(made)
        return await self._send(parcel)

    async def find(self, parcel: Parcel, since_s: float) -> list[str]:
        """Looks through what was sent to this user lately for the same words."""
        query = {"To": _to(parcel.user), "From": self._sender, "PageSize": "50"}
        try:
            status, body, _ = await self._call("GET", f"{self._messages_url}?{urlencode(query)}")
        except (TimeoutError, aiohttp.ClientError):
            raise CannotTell from None
        if status != 200:
            raise CannotTell
        wanted = {plain_line(parcel.message.text), plain_line(parcel.message.plain)}
        earliest = time.time() - since_s - _CLOCKS_APART_S
        return [
            message["sid"]
            for message in body.get("messages", ())
            if plain_line(message.get("body") or "") in wanted
            and message.get("status") not in ("failed", "undelivered", "canceled")
            and _created(message) >= earliest
        ]

    def has_template(self, message: Outgoing) -> bool:
        return self._templates.has(self.name, message.template, message.lang)

    def verdict(self, code: str) -> Outcome:
        return verdict(code)

    async def typing(self, message_id: str) -> None:
        """Shows that an answer is on the way, and that the message was read."""
        await self._call("POST", self._typing_url, {"messageId": message_id, "channel": "whatsapp"})

    async def fetch(self, place: str) -> bytes:
        return await download(
            self._http, place, hosts=self._media_hosts, headers=self._headers, most_bytes=self._media_limit,
            within_s=self._media_deadline_s, plain=self._api_url.startswith("http://"),
        )  # fmt: skip

    async def discard(self, place: str) -> None:
        """Twilio keeps media until told to delete them."""
        try:
            async with self._http.delete(place, headers=self._headers, timeout=self._within()):
                pass
        except (TimeoutError, aiohttp.ClientError):
            # It is kept a little longer; there is nobody to tell.
            return

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            fields = await self.request(parcel)
        except (TimeoutError, aiohttp.ClientError):
            return NotNow("content")
        try:
            status, body, retry_after_s = await self._call("POST", self._messages_url, fields)
        except aiohttp.ClientConnectorError:
            return NotNow("no_connection")
        except (TimeoutError, aiohttp.ClientError):
            return InDoubt("no_answer")
        if status == 201 and isinstance(body.get("sid"), str):
            return Accepted(body["sid"])
        code = str(body.get("code") or f"status_{status}")
        if status == 429:
            return NotNow(code, retry_after_s or 2.0, for_all=True)
        if status == 503:
            return NotNow(code, retry_after_s)
        if status >= 500 or status < 400:
            return InDoubt(code)
        return verdict(code, retry_after_s)

    async def request(self, parcel: Parcel) -> dict[str, str]:
        """The fields of the call that sends it; makes a template for buttons and lists where there is none."""
        message = parcel.message
        fields = {
            "From": self._sender,
            "To": _to(parcel.user),
            "StatusCallback": f"{self._receipts_url}?{urlencode({'mark': parcel.mark})}",
        }
        if message.form == "template":
            sid = self._templates.name("twilio", message.template, message.lang)
            values = {str(number): value for number, value in enumerate(filled(message, LONGEST_VARIABLE), 1)}
            return {**fields, "ContentSid": sid, "ContentVariables": orjson.dumps(values).decode()}
        if message.form == "media":
            return {**fields, "MediaUrl": message.media_url, **({"Body": message.text} if message.text else {})}
        made = layout(message) if message.is_tappable else None
        if made and (content := await self._contents.sid(made)):
            return {**fields, "ContentSid": content, "ContentVariables": orjson.dumps(made.variables()).decode()}
        return {**fields, "Body": message.plain or message.text}

    async def _call(
        self, method: str, url: str, fields: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any], float | None]:
        async with self._http.request(
            method, url, data=fields, headers=self._headers, timeout=self._within(), allow_redirects=False
        ) as answer:
            return answer.status, _json(await answer.read()), _seconds(answer.headers.get("Retry-After"))

    def _within(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self._deadline_s, sock_connect=min(4.0, self._deadline_s))


def basic(user: str, password: str) -> str:
    """The header of HTTP Basic authentication."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _to(user: str) -> str:
    return f"whatsapp:+{user}" if user.isdigit() else f"whatsapp:{user}"


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(retry_after: str | None) -> float | None:
    return float(retry_after) if retry_after and retry_after.isdigit() else None


def _created(message: Mapping[str, Any]) -> float:
    try:
        return parsedate_to_datetime(message["date_created"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return datetime.now(UTC).timestamp()
