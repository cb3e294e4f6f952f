"""A Twilio that carries WhatsApp, from its documents: signs both ways, refuses what it refuses, tells receipts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from aiohttp import web
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from tests.peers.handset import Provider, Refusal, Seen, length

ACCOUNT = "AC" + "0" * 32
TOKEN = "auth-token-of-the-tests-0123456789"
KEY_ID, KEY_SECRET = "webhooks_sharedkey_1", "shared-key-of-the-tests-0123456789"
SENDER = "whatsapp:+14155238886"
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


class FakeTwilio(Provider):
    """Whose window is shut is told later, by a failed receipt."""

    name = "twilio"

    def __init__(self) -> None:
        super().__init__()
        self.contents: dict[str, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.no_contents = False
        self.with_shared_key = False
        route = self.app.router
        route.add_post(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", self._send)
        route.add_get(f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", self._list)
        route.add_post("/v1/Content", self._make_content)
        route.add_post("/v2/Indicators/Typing.json", self._typing)
        route.add_get("/media/{id}", self._media)
        route.add_delete("/media/{id}", self._delete_media)
        route.add_get("/elsewhere/{id}", self._media_elsewhere)

    # what citizens do

    async def say(self, user: str, text: str, **more: str) -> int:
        """A citizen writes; the status of our webhook."""
        return await self.deliver(self.form(user, Body=text, **more))

    async def tap(self, user: str, number: int) -> int:
        """A citizen taps a choice of the last message."""
        last = self.shown_to(user)[-1]
        choice, title = last.choices[number - 1]
        if last.form == "list":
            return await self.say(user, title, ListId=choice, ListTitle=title, MessageType="interactive")
        return await self.say(user, title, ButtonPayload=choice, ButtonText=title, MessageType="button")

    async def send_file(self, user: str, content: bytes, content_type: str, caption: str = "") -> int:
        """A citizen sends a photo, a document, a sticker or a voice note."""
        return await self.deliver(self.file_form(user, content, content_type, caption))

    def file_form(self, user: str, content: bytes, content_type: str, caption: str = "") -> dict[str, str]:
        """The parameters of a message with a file."""
        name = f"ME{uuid4().hex}"
        self.media[name] = content
        url = f"{self.url}/media/{name}"
        return self.form(user, Body=caption, NumMedia="1", MediaUrl0=url, MediaContentType0=content_type)

    def form(self, user: str, **fields: str) -> dict[str, str]:
        """The parameters of an incoming-message webhook."""
        sid = f"SM{uuid4().hex}"
        number = user.removeprefix("+")
        return {
            "SmsMessageSid": sid, "MessageSid": sid, "SmsSid": sid, "SmsStatus": "received", "AccountSid": ACCOUNT,
            "From": f"whatsapp:{user}", "To": SENDER, "ProfileName": "किसान  ", "WaId": number, "NumMedia": "0",
            "NumSegments": "1", "MessageType": "text", "ApiVersion": "2010-04-01", "NewParameterOfTomorrow": "",
            **fields,
        }  # fmt: skip

    async def deliver(self, form: Mapping[str, str], path: str = "/whatsapp/twilio", **headers: str) -> int:
        """Calls a webhook, signed."""
        url = f"{self.gateway}{path}"
        given = {**self.signed(url, form), "I-Twilio-Idempotency-Token": str(uuid4()), **headers}
        async with self.http.post(f"{self.next_gateway()}{path}", data=urlencode(form), headers=given) as answer:
            await answer.read()
            return answer.status

    def signed(self, url: str, form: Mapping[str, str]) -> dict[str, str]:
        """The headers of a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        if self.with_shared_key:
            mark = RequestValidator(KEY_SECRET).compute_signature(url, dict(form), "HMAC_SHA256")
            return {
                **headers,
                "X-Twilio-Signature": mark,
                "X-Twilio-Webhooks-Signature-Settings": f"key={KEY_ID},algorithm=HMAC_SHA256",
            }
        return {**headers, "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, dict(form))}

    # what we ask of it

    async def _send(self, request: web.Request) -> web.StreamResponse:
        self._check_authorisation(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self.answer(request, lambda: self.take(form), _error, status=201)

    def take(self, form: Mapping[str, str]) -> dict[str, Any]:
        """What it makes of a message, for tests that need no network; raises Refusal."""
        if form.get("From") != SENDER:
            raise Refusal(63007)
        to = form.get("To", "")
        if not re.fullmatch(r"whatsapp:(\+\d{6,15}|[A-Z]{2}\.[0-9A-Za-z]{1,128})", to):
            raise Refusal(21211)
        body, media, sid = form.get("Body", ""), form.get("MediaUrl", ""), form.get("ContentSid", "")
        if not (body or media or sid):
            raise Refusal(21619)
        if length(body) > 1600:
            raise Refusal(21617)
        # Ours alone may be without encryption: it is on the same machine.
        if media and not media.startswith(("https://", self.gateway)):
            raise Refusal(21620)
        if sid and (body or media):
            raise Refusal(21602)
        user, message_id = to.removeprefix("whatsapp:"), f"SM{uuid4().hex}"
        seen = (
            self._with_content(user, message_id, form)
            if sid
            else Seen(user, body, "media" if media else "text", message_id, _mark(form), media_url=media)
        )
        message = {"sid": message_id, "status": "queued", "to": to, "body": seen.text, "date_created": formatdate()}
        self.messages.insert(0, message)
        self.tell(self._then(seen, form, message))
        return message

    async def _then(self, seen: Seen, form: Mapping[str, str], message: dict[str, Any]) -> None:
        if error := await self.fails(seen, unfetched=63019, shut=63016):
            message["status"] = "failed"
            await self._receipts(form, seen.message_id, ["failed"], error)
            return
        self.show(seen)
        if self.receipts:
            await self._receipts(form, seen.message_id, ["sent", "delivered", "read"])

    def _with_content(self, user: str, message_id: str, form: Mapping[str, str]) -> Seen:
        content = self.contents.get(form["ContentSid"])
        if content is None:
            raise Refusal(21655)
        try:
            variables = json.loads(form.get("ContentVariables", "{}"))
        except ValueError:
            raise Refusal(21656) from None
        names = set(_VARIABLE.findall(json.dumps(content["types"])))
        if names - set(variables) or not all(_is_sound(value) for value in variables.values()):
            raise Refusal(21656)

        def filled(text: str) -> str:
            return _VARIABLE.sub(lambda name: variables[name[1]], text)

        kind, words = next(iter(content["types"].items()))
        text = filled(words["body"])
        if kind == "twilio/text":
            return Seen(user, text, "template", message_id, _mark(form))
        choices = _choices(kind, words, filled)
        if length(text) > 1024:
            raise Refusal(63036)
        return Seen(user, text, "buttons" if "quick" in kind else "list", message_id, _mark(form), choices)

    async def _receipts(self, form: Mapping[str, str], message_id: str, states: list[str], error: int = 0) -> None:
        url = form.get("StatusCallback", "")
        if not url:
            return
        for state in states:
            fields = {
                "MessageSid": message_id, "MessageStatus": state, "AccountSid": ACCOUNT, "To": form["To"],
                "From": SENDER, "ApiVersion": "2010-04-01", **({"ErrorCode": str(error)} if error else {}),
            }  # fmt: skip
            await self.deliver(fields, path=url.removeprefix(self.gateway))

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self._check_authorisation(request)
        found = [message for message in self.messages if message["to"] == request.query["To"]]
        return web.json_response({"messages": found[: int(request.query.get("PageSize", "50"))]})

    async def _make_content(self, request: web.Request) -> web.StreamResponse:
        self._check_authorisation(request)
        if self.no_contents:
            return _error(20003, 403)
        content = await request.json()
        kind, words = next(iter(content["types"].items()))
        most = {"twilio/quick-reply": 10, "twilio/list-picker": 10, "twilio/text": 0}[kind]
        given = words.get("actions") or words.get("items") or []
        if len(given) > most or not content.get("language") or not words.get("body") or len(content["types"]) != 1:
            return _error(21652, 400)
        names = set(_VARIABLE.findall(json.dumps(content["types"])))
        if names != set(content.get("variables", {})) or len(names) > 100 or any(len(name) > 16 for name in names):
            return _error(21652, 400)
        sid = f"HX{uuid4().hex}"
        self.contents[sid] = content
        return web.json_response({"sid": sid, **content}, status=201)

    async def _typing(self, request: web.Request) -> web.StreamResponse:
        self._check_authorisation(request)
        form = await request.post()
        if form.get("channel") != "whatsapp" or not re.fullmatch(r"(SM|MM)[0-9a-f]{32}", str(form.get("messageId"))):
            return _error(20001, 400)
        self.typed.append(str(form["messageId"]))
        return web.json_response({"success": True})

    async def _media(self, request: web.Request) -> web.StreamResponse:
        self._check_authorisation(request)
        raise web.HTTPTemporaryRedirect(
            f"{self.url.replace('127.0.0.1', 'localhost')}/elsewhere/{request.match_info['id']}"
        )

    async def _media_elsewhere(self, request: web.Request) -> web.StreamResponse:
        # The credentials are not for this host.
        assert "Authorization" not in request.headers
        return web.Response(body=self.media[request.match_info["id"]])

    async def _delete_media(self, request: web.Request) -> web.StreamResponse:
        self._check_authorisation(request)
        self.deleted.append(request.match_info["id"])
        return web.Response(status=204)

    def _check_authorisation(self, request: web.Request) -> None:
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("Authorization") != wanted:
            raise web.HTTPUnauthorized


def _choices(kind: str, words: Mapping[str, Any], filled: Any) -> tuple[tuple[str, str], ...]:
    if kind == "twilio/quick-reply":
        choices = [(filled(one["id"]), filled(one["title"])) for one in words["actions"]]
        # Without approval, in a session, it is three.
        if not 1 <= len(choices) <= 3 or any(length(title) > 20 or len(one) > 200 for one, title in choices):
            raise Refusal(63036)
    else:
        choices = [(filled(one["id"]), filled(one["item"])) for one in words["items"]]
        described = [filled(one["description"]) for one in words["items"] if "description" in one]
        if any(length(title) > 24 or len(one) > 200 for one, title in choices) or length(filled(words["button"])) > 20:
            raise Refusal(63036)
        if not 1 <= len(choices) <= 10 or any(length(text) > 72 for text in described):
            raise Refusal(63036)
    if len({title for _, title in choices}) < len(choices) or len({one for one, _ in choices}) < len(choices):
        raise Refusal(63036)
    return tuple(choices)


def _is_sound(value: Any) -> bool:
    """Whether it may stand for a variable (docs/api/errors/21656, docs/content/using-variables-with-content-api)."""
    return isinstance(value, str) and 0 < length(value) <= 255 and not re.search(r"[\n\t]| {5}", value)


def _mark(form: Mapping[str, str]) -> str:
    return form.get("StatusCallback", "").partition("mark=")[2]


def _error(code: int, status: int, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"code": code, "message": "refused", "status": status}, status=status, headers=headers)


def settings(provider: FakeTwilio, gateway: str) -> dict[str, Any]:
    """What the gateway is told to use this one."""
    return {
        "public_url": gateway, "twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN,
        "twilio_webhook_keys": f"{KEY_ID}={KEY_SECRET}", "twilio_whatsapp_sender": SENDER,
        "twilio_api_url": provider.url, "twilio_content_url": provider.url, "twilio_messaging_url": provider.url,
        "twilio_media_hosts": ("127.0.0.1", "localhost"),
    }  # fmt: skip
