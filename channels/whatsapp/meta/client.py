"""Meta's Cloud API, as far as we need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from channels.delivery.outgoing import Outgoing
from channels.delivery.provider import Accepted, CannotTell, InDoubt, NotNow, Outcome, Parcel
from channels.whatsapp.download import NotFetched, download
from channels.whatsapp.meta.errors import verdict
from channels.whatsapp.templates import Templates, filled

# The whole template may have 1,024 characters.
_MOST_IN_TEMPLATE = 900


class MetaWhatsApp:
    """Sends, marks as read, fetches media."""

    name = "meta"
    keeps_list = False

    def __init__(
        self, http: aiohttp.ClientSession, templates: Templates, *, phone_number_id: str, token: str, url: str,
        media_hosts: tuple[str, ...], media_limit: int, media_deadline_s: float, deadline_s: float,
    ) -> None:  # fmt: skip
        self._http = http
        self._templates = templates
        self._headers = {"Authorization": f"Bearer {token}"}
        self._url = url
        self._messages_url = f"{url}/{phone_number_id}/messages"
        self._media_hosts = media_hosts
        self._media_limit = media_limit
        self._media_deadline_s = media_deadline_s
        self._deadline_s = deadline_s

    async def send(self, parcel: Parcel) -> Outcome:
        """Hand over one message."""
        try:
            status, answer, retry_after_s = await self._call("POST", self._messages_url, self.request(parcel))
        except aiohttp.ClientConnectorError:
            return NotNow("no_connection")
        except (TimeoutError, aiohttp.ClientError):
            return InDoubt("no_answer")
        if status == 200 and (message_id := _message_id(answer)):
            return Accepted(message_id)
        code = _code(answer) or f"status_{status}"
        if status == 429 or status == 503:
            return NotNow(code, retry_after_s or 5.0, for_all=status == 429)
        if status < 400 or (status >= 500 and code.startswith("status_")):
            return InDoubt(code)
        return verdict(code, retry_after_s)

    def request(self, parcel: Parcel) -> dict[str, Any]:
        """The body of the call that sends it."""
        return {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            ("to" if parcel.user.isdigit() else "recipient"): parcel.user,
            "biz_opaque_callback_data": parcel.mark,
            **self._content(parcel.message),
        }

    async def find(self, parcel: Parcel, since_s: float) -> list[str]:
        """The Cloud API keeps no list of what it took; only receipts tell."""
        raise CannotTell

    def has_template(self, message: Outgoing) -> bool:
        return self._templates.has(self.name, message.template, message.lang)

    def verdict(self, code: str) -> Outcome:
        return verdict(code)

    async def typing(self, message_id: str) -> None:
        """Shows that an answer is on the way, and that the message was read."""
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        await self._call("POST", self._messages_url, body)

    async def fetch(self, place: str) -> bytes:
        """`place` is a media id; its address is asked for, and lasts minutes."""
        try:
            status, answer, _ = await self._call("GET", f"{self._url}/{place}")
        except (TimeoutError, aiohttp.ClientError):
            raise NotFetched("no_answer", again=True) from None
        url, size = answer.get("url"), answer.get("file_size")
        if status != 200 or not isinstance(url, str):
            raise NotFetched(_code(answer) or f"status_{status}", again=status == 429 or status >= 500)
        if str(size or 0).isdigit() and int(size or 0) > self._media_limit:
            raise NotFetched("file_too_large", again=False)
        return await download(
            self._http, url, hosts=self._media_hosts, headers=self._headers, most_bytes=self._media_limit,
            within_s=self._media_deadline_s, plain=self._url.startswith("http://"),
        )  # fmt: skip

    async def discard(self, place: str) -> None:
        """Meta deletes media by itself after 7 days; ours to say is that it may go now."""
        try:
            await self._call("DELETE", f"{self._url}/{place}")
        except (TimeoutError, aiohttp.ClientError):
            return

    def _content(self, message: Outgoing) -> dict[str, Any]:
        match message.form:
            case "text" | "voice":
                return {"type": "text", "text": {"body": message.text, "preview_url": False}}
            case "buttons" | "list":
                return {"type": "interactive", "interactive": _interactive(message)}
            case "media":
                return {"type": message.media_kind, message.media_kind: _media(message)}
            case "template":
                return {"type": "template", "template": self._template(message)}

    def _template(self, message: Outgoing) -> dict[str, Any]:
        parameters = [{"type": "text", "text": value} for value in filled(message, _MOST_IN_TEMPLATE)]
        return {
            "name": self._templates.name("meta", message.template, message.lang),
            "language": {"code": message.lang},
            "components": [{"type": "body", "parameters": parameters}] if parameters else [],
        }

    async def _call(
        self, method: str, url: str, body: Mapping[str, Any] | None = None
    ) -> tuple[int, dict[str, Any], float | None]:
        headers = {**self._headers, **({"Content-Type": "application/json"} if body else {})}
        async with self._http.request(
            method, url, data=orjson.dumps(body) if body else None, headers=headers, allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=self._deadline_s, sock_connect=min(4.0, self._deadline_s)),
        ) as answer:  # fmt: skip
            retry_after = answer.headers.get("Retry-After", "")
            return answer.status, _json(await answer.read()), float(retry_after) if retry_after.isdigit() else None


def _interactive(message: Outgoing) -> dict[str, Any]:
    body = {"text": message.text}
    if message.form == "buttons":
        buttons = [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in message.choices]
        return {"type": "button", "body": body, "action": {"buttons": buttons}}
    rows = [
        {"id": one.id, "title": one.title, **({"description": one.description} if one.description else {})}
        for one in message.choices
    ]
    return {"type": "list", "body": body, "action": {"button": message.menu, "sections": [{"rows": rows}]}}


def _media(message: Outgoing) -> dict[str, str]:
    caption = {"caption": message.text} if message.text and message.media_kind != "audio" else {}
    return {"link": message.media_url, **caption}


def _message_id(answer: Mapping[str, Any]) -> str | None:
    messages = answer.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    return first["id"] if isinstance(first, dict) and isinstance(first.get("id"), str) else None


def _code(answer: Mapping[str, Any]) -> str | None:
    error = answer.get("error")
    return str(error["code"]) if isinstance(error, dict) and "code" in error else None


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
