"""The neutral reply that every channel renders: its vocabulary, and how one is finished or made here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, cast, get_args

from channels.signing import OptionIds
from channels.wording import Language, say

Kind = Literal[
    "answer", "eligibility", "recommend", "application_status", "apply", "complaint", "complaint_status", "handoff",
    "emergency", "disambiguate", "decline", "smalltalk", "ask", "confirm", "consent", "reprompt", "error",
]  # fmt: skip
Verdict = Literal["eligible", "not_eligible", "need_more", "possibly"]
Section = Literal[
    "summary", "benefits", "eligibility", "documents", "how_to_apply", "fee", "time_limit", "validity", "contact",
    "status", "deadline", "appeal",
]  # fmt: skip
KINDS = frozenset(get_args(Kind))


class Option(TypedDict):
    """A choice offered; its id is signed for one session."""

    id: str
    label: str
    short_label: str


class Reply(TypedDict):
    """Contract: docs/contributors/contracts.md. `meta` has kind, topic, section, verdict, asks, confidence."""

    id: str
    in_reply_to: str | None
    lang: Language
    text: str
    speech: str
    options: list[Option]
    links: list[dict[str, str]]
    sources: list[dict[str, Any]]
    attachments: list[dict[str, str]]
    meta: dict[str, Any]


class UnsoundReply(Exception):
    """The bot sent something that is no neutral reply."""


def finished(body: Mapping[str, Any], *, session: str, in_reply_to: str | None, options: OptionIds) -> Reply:
    """The bot's reply with ids: its own, that of the message it answers, and one for each option."""
    text, lang, meta = body.get("text"), body.get("lang"), body.get("meta")
    if not isinstance(text, str) or lang not in ("hi", "en") or not isinstance(meta, dict) or "kind" not in meta:
        raise UnsoundReply
    return {
        "id": secrets.token_urlsafe(9),
        "in_reply_to": in_reply_to,
        "lang": cast(Language, lang),
        "text": text,
        "speech": body.get("speech") or text,
        "options": _signed(body.get("options") or (), session, options),
        "links": list(body.get("links") or ()),
        "sources": list(body.get("sources") or ()),
        "attachments": list(body.get("attachments") or ()),
        "meta": meta,
    }


def own_reply(key: str, kind: Kind, language: Language, in_reply_to: str | None = None) -> Reply:
    """A reply of the gateway itself, in the catalogue's words."""
    text = say(key, language)
    meta = {"kind": kind, "topic": None, "section": None, "verdict": None, "asks": None, "confidence": None}
    return {
        "id": secrets.token_urlsafe(9),
        "in_reply_to": in_reply_to,
        "lang": language,
        "text": text,
        "speech": text,
        "options": [],
        "links": [],
        "sources": [],
        "attachments": [],
        "meta": meta,
    }


def _signed(offered: Sequence[Mapping[str, Any]], session: str, options: OptionIds) -> list[Option]:
    try:
        return [
            {
                "id": options.issue(session, option["choice"]),
                "label": option["label"],
                "short_label": option.get("short_label") or option["label"],
            }
            for option in offered
        ]
    except (KeyError, TypeError, AttributeError):
        raise UnsoundReply from None
