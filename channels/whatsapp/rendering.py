"""The replies of a turn as WhatsApp messages: one, unless a limit forces more, for each is paid for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from channels.delivery.outgoing import Choice, Outgoing
from channels.rendering.addresses import opened
from channels.rendering.options import with_numbered, without_numbered
from channels.rendering.splitting import shortened, split, utf16
from channels.rendering.written import written
from channels.replies import Option, Reply
from channels.spoken.text import spoken
from channels.whatsapp.limits import BY_PROVIDER, MessageLimits
from channels.wording import say

_LONGEST_SPEECH = 900
_KINDS = {"image": "image", "document": "document", "audio": "audio", "video": "video"}


class WhatsAppCarriage:
    """Puts replies into messages for each provider that carries WhatsApp; with `speaks`, also into spoken ones.

    `base` is our own public address.
    """

    def __init__(self, base: str, *, speaks: bool, providers: Mapping[str, MessageLimits] = BY_PROVIDER) -> None:
        self._base = base
        self._speaks = speaks
        self._providers = providers

    def messages(self, provider: str, replies: Sequence[Reply], *, heard: bool) -> list[bytes]:
        """The messages as JSON; none for a provider that is not one of WhatsApp's."""
        limits = self._providers.get(provider)
        if limits is None or not replies:
            return []
        aloud = [_aloud(replies)] if heard and self._speaks else []
        messages = rendered([opened(reply, self._base) for reply in replies], limits)
        return [message.as_json() for message in [*messages, *aloud]]


def rendered(replies: Sequence[Reply], limits: MessageLimits) -> list[Outgoing]:
    """The messages that together say these replies, which are `opened`; the options are those of the last with some."""
    last = next((reply for reply in reversed(replies) if reply["options"]), replies[-1])
    attachments = [attachment for reply in replies for attachment in reply["attachments"]]
    whole = "\n\n".join(written(reply) for reply in replies).strip() or say("unexpected", last["lang"])
    if not last["options"]:
        return _without_options(whole, attachments, last, limits)
    options = last["options"]
    plain = with_numbered(whole, options, say("choose_by_number", last["lang"]))
    short = "\n\n".join(
        written(reply, without_numbered(reply["text"], options) if reply is last else None) for reply in replies
    ).strip()
    media = _media(attachments, last, limits)
    tapped = _tappable(short or say("list_button", last["lang"]), plain, options, last, limits)
    # What does not fit above buttons is better numbered in one message than sent as two.
    return [*media, *([tapped] if tapped else _texts(plain, last, limits))]


def _without_options(
    text: str, attachments: Sequence[Mapping[str, str]], reply: Reply, limits: MessageLimits
) -> list[Outgoing]:
    """Text that fits under the only picture or paper goes there."""
    media = _media(attachments, reply, limits)
    if len(media) == 1 and media[0].media_kind in limits.captioned and utf16(text) <= limits.caption:
        return [replace(media[0], text=text, plain=f"{text}\n{media[0].media_url}")]
    return [*_texts(text, reply, limits), *media]


def _aloud(replies: Sequence[Reply]) -> Outgoing:
    lang = replies[-1]["lang"]
    speech = " ".join(spoken(reply["speech"], reply["lang"]) for reply in replies)
    return Outgoing("voice", lang, shortened(speech, _LONGEST_SPEECH))


def _tappable(text: str, plain: str, options: Sequence[Option], reply: Reply, limits: MessageLimits) -> Outgoing | None:
    if utf16(text) > limits.body or utf16(plain) > limits.text:
        return None
    if any(len(option["id"]) > limits.id for option in options):
        return None
    if buttons := _buttons(options, limits):
        return Outgoing("buttons", reply["lang"], text, plain, buttons)
    if rows := _rows(options, limits):
        return Outgoing("list", reply["lang"], text, plain, rows, menu=say("list_button", reply["lang"]))
    return None


def _buttons(options: Sequence[Option], limits: MessageLimits) -> tuple[Choice, ...]:
    if len(options) > limits.buttons:
        return ()
    titles = [_title(option, limits.title) for option in options]
    return _choices(options, titles, [""] * len(titles))


def _rows(options: Sequence[Option], limits: MessageLimits) -> tuple[Choice, ...]:
    if len(options) > limits.rows:
        return ()
    titles = [_title(option, limits.row_title) for option in options]
    more = [
        shortened(option["label"], limits.description) if option["label"] != title else ""
        for option, title in zip(options, titles, strict=True)
    ]
    return _choices(options, titles, more)


def _choices(options: Sequence[Option], titles: Sequence[str], more: Sequence[str]) -> tuple[Choice, ...]:
    """Nothing if a title is missing, or two are alike and so could not be told apart."""
    if not all(titles) or len(set(titles)) < len(titles) or len({option["id"] for option in options}) < len(titles):
        return ()
    return tuple(
        Choice(option["id"], title, description)
        for option, title, description in zip(options, titles, more, strict=True)
    )


def _title(option: Option, limit: int) -> str:
    """The label, else the short one, whole; a title that is cut may mislead."""
    candidates = (option["label"], option["short_label"])
    return next((label.strip() for label in candidates if 0 < utf16(label.strip()) <= limit), "")


def _texts(text: str, reply: Reply, limits: MessageLimits) -> list[Outgoing]:
    return [Outgoing("text", reply["lang"], part, part) for part in split(text, limits.text)]


def _media(attachments: Sequence[Mapping[str, str]], reply: Reply, limits: MessageLimits) -> list[Outgoing]:
    return [
        Outgoing(
            "media",
            reply["lang"],
            caption := shortened(attachment.get("caption") or "", limits.caption),
            plain=f"{caption}\n{attachment['url']}".strip(),
            media_kind=_KINDS.get(attachment["kind"], "document"),
            media_url=attachment["url"],
        )
        for attachment in attachments
        if attachment.get("url", "").startswith("https://")
    ]
