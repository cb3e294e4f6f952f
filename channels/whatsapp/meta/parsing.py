"""What Meta's webhooks say, in our terms. A call brings messages and statuses, of several senders, together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.delivery.receipts import Receipt, error_code
from channels.whatsapp.inbound import Form, Inbound, Media, place, place_name

_STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}
_PHONE = re.compile(r"\d{6,15}", re.ASCII)
_USER = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}", re.ASCII)
_ID = re.compile(r"[\x21-\x7e]{8,512}")
_MEDIA: dict[str, Form] = {"audio": "voice", "image": "image", "document": "document", "video": "video"}
_PLAIN: dict[str, Form] = {
    "location": "location", "reaction": "reaction", "sticker": "sticker", "contacts": "contact",
}  # fmt: skip


@dataclass
class Batch:
    """What one call holds for our number; `odd` counts what could not be understood."""

    messages: list[Inbound] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    odd: int = 0


def batch(body: Any, phone_number_id: str) -> Batch:
    """Everything in a call that is for our number; never raises, for a call has sound parts beside odd ones."""
    found = Batch()
    for value in _values(body, phone_number_id):
        for message in _dicts(value.get("messages")):
            _collect(found, _message, message, phone_number_id)
        for status in _dicts(value.get("statuses")):
            _collect(found, _receipt, status)
    return found


def _collect(found: Batch, read: Any, *given: Any) -> None:
    try:
        one = read(*given)
    except (KeyError, TypeError, ValueError, AttributeError):
        found.odd += 1
        return
    if isinstance(one, Inbound):
        found.messages.append(one)
    elif isinstance(one, Receipt):
        found.receipts.append(one)


def _values(body: Any, phone_number_id: str) -> Iterator[Mapping[str, Any]]:
    if not isinstance(body, dict) or body.get("object") != "whatsapp_business_account":
        return
    for entry in _dicts(body.get("entry")):
        for change in _dicts(entry.get("changes")):
            value = change.get("value")
            metadata = value.get("metadata") if isinstance(value, dict) else None
            if isinstance(metadata, dict) and metadata.get("phone_number_id") == phone_number_id:
                yield value  # type: ignore[misc]


def _message(message: Mapping[str, Any], account: str) -> Inbound:
    kind = str(message["type"])
    if kind == "system":
        return _system(message, account)
    form, text, payload, media = _content(kind, message)
    return Inbound(
        message_id=_checked(message["id"]),
        account=account,
        users=_users(message),
        form=form,
        text=text,
        payload=payload,
        media=media,
        place=place(*_coordinates(message)),
        sent_s=float(int(message["timestamp"])),
    )


def _content(kind: str, message: Mapping[str, Any]) -> tuple[Form, str, str, Media | None]:
    """(form, text, payload, media)"""
    if kind == "text":
        return "text", _text(message["text"]["body"]), "", None
    if kind == "interactive":
        answer = message["interactive"]
        chosen = answer.get("button_reply") or answer.get("list_reply")
        return ("tap", _text(chosen["title"]), _text(chosen["id"]), None) if chosen else ("unsupported", "", "", None)
    if kind == "button":
        return "tap", _text(message["button"]["text"]), _text(message["button"].get("payload") or ""), None
    if kind == "reaction" and not message["reaction"].get("emoji"):
        # A reaction taken back.
        return "nothing", "", "", None
    if kind in _MEDIA:
        content = message[kind]
        media = Media(_checked(content["id"]), str(content.get("mime_type") or "").partition(";")[0].lower())
        return _MEDIA[kind], _text(content.get("caption") or ""), "", media
    name = place_name(message[kind].get("name"), message[kind].get("address")) if kind == "location" else ""
    return _PLAIN.get(kind, "unsupported"), name, "", None


def _coordinates(message: Mapping[str, Any]) -> tuple[Any, Any]:
    location = message.get("location") or {}
    return location.get("latitude"), location.get("longitude")


def _system(message: Mapping[str, Any], account: str) -> Inbound:
    """The same citizen has another number or id from now on."""
    system = message["system"]
    new = tuple(str(system[name]) for name in ("user_id", "wa_id") if system.get(name))
    old = [message.get("from_user_id"), system.get("previous_user_id"), message.get("from")]
    known = [str(name) for name in old if name and str(name) not in new]
    form: Form = "changed_number" if new and known else "nothing"
    return Inbound(_checked(message["id"]), account, (*known[:1], *new), form)


def _receipt(status: Mapping[str, Any]) -> Receipt | None:
    state = _STATES.get(str(status["status"]))
    if state is None:
        return None
    errors = status.get("errors") or [{}]
    code = error_code(errors[0].get("code"))
    mark = str(status.get("biz_opaque_callback_data") or "")
    return Receipt(mark, _checked(status["id"]), state, code)  # type: ignore[arg-type]


def _users(message: Mapping[str, Any]) -> tuple[str, ...]:
    """The id that stays the same first, the number last; either may be missing."""
    opaque, phone = str(message.get("from_user_id") or ""), str(message.get("from") or "")
    if _USER.fullmatch(phone):
        opaque, phone = opaque or phone, ""
    users = tuple(name for name, shape in ((opaque, _USER), (phone, _PHONE)) if shape.fullmatch(name))
    if not users:
        raise ValueError
    return users


def _checked(value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
