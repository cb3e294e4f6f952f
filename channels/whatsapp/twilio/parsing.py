"""What Twilio's webhooks say, in our terms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from channels.delivery.receipts import Receipt, error_code
from channels.whatsapp.inbound import Form, Inbound, Media, place, place_name

_STATES = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed", "undelivered": "failed"}
_MESSAGE = re.compile(r"(SM|MM)[0-9a-f]{32}", re.ASCII)
_PHONE = re.compile(r"\+\d{6,15}", re.ASCII)
_USER = re.compile(r"[A-Z]{2}\.[0-9A-Za-z]{1,128}", re.ASCII)
_FORMS: dict[str, Form] = {"audio": "voice", "image": "image", "video": "video", "application": "document"}


class NotUnderstood(Exception):
    """Genuine, but without what every message has."""


def message(form: Mapping[str, str], account: str) -> Inbound:
    """The message of an incoming-message webhook to this sender of ours; raises NotUnderstood."""
    message_id, user = form.get("MessageSid", ""), _user(form.get("From", ""))
    if not _MESSAGE.fullmatch(message_id) or user is None:
        raise NotUnderstood
    external = _user(form.get("ExternalUserId", ""))
    users = tuple(name for name in (external, user) if name)
    text = form.get("Body") or place_name(form.get("Label"), form.get("Address"))
    payload = form.get("ButtonPayload") or form.get("ListId") or ""
    media = _media(form)
    return Inbound(
        message_id=message_id,
        account=account,
        users=users,
        form=_form(form, media, payload),
        text=form.get("ButtonText") or form.get("ListTitle") or text,
        payload=payload,
        media=media,
        place=place(form.get("Latitude"), form.get("Longitude")),
    )


def receipt(form: Mapping[str, str], mark: str) -> Receipt | None:
    """What a status callback tells; None for a status that means nothing yet."""
    state = _STATES.get(form.get("MessageStatus", ""))
    message_id = form.get("MessageSid", "")
    if state is None or not _MESSAGE.fullmatch(message_id):
        return None
    return Receipt(mark, message_id, state, error_code(form.get("ErrorCode")))  # type: ignore[arg-type]


def _form(form: Mapping[str, str], media: Media | None, payload: str) -> Form:
    if payload:
        return "tap"
    if form.get("Latitude"):
        return "location"
    kind = form.get("MessageType", "")
    if kind in ("reaction", "sticker"):
        return "reaction" if kind == "reaction" else "sticker"
    if media:
        return _media_form(media.content_type)
    if kind in ("contacts", "contact"):
        return "contact"
    return "text" if form.get("Body", "").strip() else "unsupported"


def _media_form(content_type: str) -> Form:
    if content_type == "image/webp":
        return "sticker"
    if content_type in ("text/vcard", "text/x-vcard"):
        return "contact"
    return _FORMS.get(content_type.partition("/")[0], "unsupported")


def _media(form: Mapping[str, str]) -> Media | None:
    url = form.get("MediaUrl0", "")
    return Media(url, form.get("MediaContentType0", "").partition(";")[0].strip().lower()) if url else None


def _user(address: str) -> str | None:
    """A number as its digits, an opaque id as it is."""
    name = address.removeprefix("whatsapp:")
    if _PHONE.fullmatch(name):
        return name.removeprefix("+")
    return name if _USER.fullmatch(name) else None
