"""Meta's Cloud API for WhatsApp, from its documents: signs raw bytes, batches, refuses what it refuses."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.peers.handset import Provider, Refusal, Seen, length

PHONE_NUMBER_ID = "106540352242922"
SECRET = "app-secret-of-the-tests-0123456789"
VERIFY = "verify-token-of-the-tests-0123456789"
TOKEN = "access-token-of-the-tests-0123456789"
VERSION = "v26.0"
_ID = re.compile(r"[\x21-\x7e]{1,256}")


class FakeMeta(Provider):
    """`absent` names users who have no WhatsApp."""

    name = "meta"

    def __init__(self) -> None:
        super().__init__()
        self.absent: set[str] = set()
        self.templates: set[tuple[str, str]] = set()
        route = self.app.router
        route.add_post(f"/{VERSION}/{PHONE_NUMBER_ID}/messages", self._send)
        route.add_get(f"/{VERSION}/{{media}}", self._media_address)
        route.add_delete(f"/{VERSION}/{{media}}", self._delete_media)
        route.add_get("/content/{media}", self._media_content)

    # what citizens do

    async def say(self, user: str, text: str) -> int:
        """A citizen writes; the status of our webhook."""
        return await self.deliver([self.message(user, "text", {"body": text})])

    async def tap(self, user: str, number: int) -> int:
        """A citizen taps a choice of the last message."""
        last = self.shown_to(user)[-1]
        choice, title = last.choices[number - 1]
        kind = "button_reply" if last.form == "buttons" else "list_reply"
        answer = {"type": kind, kind: {"id": choice, "title": title}}
        return await self.deliver([self.message(user, "interactive", answer)])

    async def send_file(self, user: str, content: bytes, content_type: str, caption: str = "") -> int:
        """A citizen sends a photo, a document or a voice note."""
        return await self.deliver([self.file_message(user, content, content_type, caption)])

    def file_message(self, user: str, content: bytes, content_type: str, caption: str = "") -> dict[str, Any]:
        """A message with a file."""
        kind = {"image": "image", "audio": "audio", "video": "video"}.get(content_type.partition("/")[0], "document")
        name = str(uuid4().int)[:16]
        self.media[name] = content
        more = {"caption": caption} if caption else {}
        return self.message(user, kind, {"id": name, "mime_type": content_type, **more})

    def message(self, user: str, kind: str, content: Any, **more: Any) -> dict[str, Any]:
        """One message as a webhook brings it; a user with a point in the name hides the number."""
        who = {"from_user_id": user} if "." in user else {"from": user}
        return {
            **who, "id": f"wamid.{uuid4().hex}", "timestamp": str(int(time.time())), "type": kind, kind: content, **more
        }  # fmt: skip

    async def deliver(self, messages: Sequence[Any] = (), statuses: Sequence[Any] = ()) -> int:
        """Calls our webhook, signed."""
        return await self.call(self.body(messages, statuses))

    def body(self, messages: Sequence[Any] = (), statuses: Sequence[Any] = ()) -> bytes:
        """A batch; Hindi is escaped, as Meta does."""
        value: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": PHONE_NUMBER_ID},
            **({"contacts": [{"profile": {"name": "किसान"}, "wa_id": "x"}], "messages": messages} if messages else {}),
            **({"statuses": statuses} if statuses else {}),
        }
        entry = {"id": "102290129340398", "changes": [{"field": "messages", "value": value}]}
        return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()

    async def call(self, body: bytes, signature: str | None = None) -> int:
        """Calls our webhook with these bytes."""
        mark = signature if signature is not None else signed(body)
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": mark}
        async with self.http.post(f"{self.next_gateway()}/whatsapp/meta", data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    # what we ask of it

    async def _send(self, request: web.Request) -> web.StreamResponse:
        _check_authorisation(request)
        body = await request.json()
        if body.get("status") == "read":
            self.typed.append(body["message_id"])
            return web.json_response({"success": True})
        return await self.answer(
            request, lambda: {"messaging_product": "whatsapp", "messages": [{"id": self.take(body)}]}, _error
        )

    def take(self, body: Mapping[str, Any]) -> str:
        """What it makes of a message, for tests that need no network; raises Refusal."""
        if body.get("messaging_product") != "whatsapp" or body.get("recipient_type") != "individual":
            raise Refusal(100)
        user = str(body.get("to") or body.get("recipient") or "")
        if ("to" in body) == ("recipient" in body) or ("." in user) != ("recipient" in body):
            raise Refusal(131009)
        mark = body.get("biz_opaque_callback_data", "")
        if len(mark) > 512:
            raise Refusal(131009)
        message_id = f"wamid.{uuid4().hex}"
        seen = self._read(user, message_id, mark, body)
        if user in self.absent:
            raise Refusal(131026)
        self.tell(self._then(seen))
        return message_id

    async def _then(self, seen: Seen) -> None:
        if error := await self.fails(seen, unfetched=131053, shut=131047):
            failure = {"status": "failed", "errors": [{"code": error, "title": "refused"}]}
            await self._receipt(seen, failure)
            return
        self.show(seen)
        if self.receipts:
            for state in ("sent", "delivered", "read"):
                await self._receipt(seen, {"status": state})

    def _read(self, user: str, message_id: str, mark: str, body: Mapping[str, Any]) -> Seen:
        kind = body["type"]
        if kind == "text":
            text = body["text"]["body"]
            if not text or length(text) > 4096:
                raise Refusal(131009)
            return Seen(user, text, "text", message_id, mark)
        if kind == "interactive":
            return _interactive(user, message_id, mark, body["interactive"])
        if kind == "template":
            name = body["template"]["name"]
            if (name, body["template"]["language"]["code"]) not in self.templates:
                raise Refusal(132001)
            words = [part["text"] for one in body["template"]["components"] for part in one["parameters"]]
            if any(not word or re.search(r"[\n\t]| {5}", word) for word in words) or length("".join(words)) > 1024:
                raise Refusal(132018)
            return Seen(user, " ".join([name, *words]), "template", message_id, mark)
        if kind in ("image", "document", "audio", "video"):
            content = body[kind]
            # Ours alone may be without encryption: it is on the same machine.
            if not content["link"].startswith(("https://", self.gateway)) or length(content.get("caption", "")) > 1024:
                raise Refusal(131009)
            if kind == "audio" and "caption" in content:
                raise Refusal(131009)
            return Seen(user, content.get("caption", ""), "media", message_id, mark, media_url=content["link"])
        raise Refusal(131009)

    async def _receipt(self, seen: Seen, what: Mapping[str, Any]) -> None:
        status = {
            "id": seen.message_id, "recipient_id": seen.user, "timestamp": str(int(time.time())),
            "biz_opaque_callback_data": seen.mark, **what,
        }  # fmt: skip
        await self.certainly(lambda: self.deliver(statuses=[status]))

    async def _media_address(self, request: web.Request) -> web.StreamResponse:
        _check_authorisation(request)
        name = request.match_info["media"]
        if name not in self.media:
            return _error(100, 400)
        size = len(self.media[name])
        return web.json_response({"url": f"{self.url}/content/{name}", "file_size": size, "id": name})

    async def _media_content(self, request: web.Request) -> web.StreamResponse:
        _check_authorisation(request)
        return web.Response(body=self.media[request.match_info["media"]])

    async def _delete_media(self, request: web.Request) -> web.StreamResponse:
        _check_authorisation(request)
        self.deleted.append(request.match_info["media"])
        return web.json_response({"success": True})


def signed(body: bytes) -> str:
    """The signature header of a body."""
    return "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()


def _interactive(user: str, message_id: str, mark: str, said: Mapping[str, Any]) -> Seen:
    text, action = said["body"]["text"], said["action"]
    if said["type"] == "button":
        choices = [(one["reply"]["id"], one["reply"]["title"]) for one in action["buttons"]]
        sound = 1 <= len(choices) <= 3 and length(text) <= 1024
        sound = sound and all(length(title) <= 20 and len(one) <= 256 for one, title in choices)
    else:
        rows = [row for section in action["sections"] for row in section["rows"]]
        choices = [(row["id"], row["title"]) for row in rows]
        sound = 1 <= len(rows) <= 10 and length(text) <= 4096 and 1 <= length(action["button"]) <= 20
        sound = sound and all(length(row.get("description", "")) <= 72 for row in rows)
        sound = sound and all("description" not in row or row["description"] for row in rows)
        sound = sound and all(length(title) <= 24 and len(one) <= 200 for one, title in choices)
    unique = len({one for one, _ in choices}) == len({title for _, title in choices}) == len(choices)
    if not (sound and unique and text and all(title and _ID.fullmatch(one) for one, title in choices)):
        raise Refusal(131009)
    return Seen(user, text, "buttons" if said["type"] == "button" else "list", message_id, mark, tuple(choices))


def _check_authorisation(request: web.Request) -> None:
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        raise web.HTTPUnauthorized


def _error(code: int, status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    body = {"error": {"message": "refused", "type": "OAuthException", "code": code, "fbtrace_id": "x"}}
    return web.json_response(body, status=status, headers=headers)


def settings(provider: FakeMeta, gateway: str) -> dict[str, Any]:
    """What the gateway is told to use this one."""
    return {
        "public_url": gateway, "meta_phone_number_id": PHONE_NUMBER_ID, "meta_app_secret": SECRET,
        "meta_verify_token": VERIFY, "meta_access_token": TOKEN, "meta_api_url": provider.url,
        "meta_api_version": VERSION, "meta_media_hosts": ("127.0.0.1",),
    }  # fmt: skip
