"""The neutral reply that every action returns, and what it changes in the conversation's memory."""

from dataclasses import dataclass, field, replace
from typing import Any

from actions.offices import office_link
from actions.turn import ReplyLanguage, Turn
from knowledge.schema import Record, Section

_RECENT = 3


@dataclass(frozen=True)
class Option:
    """Something the citizen can tap; `choice` says what it means and comes back when tapped."""

    choice: str
    label: str
    short_label: str


@dataclass(frozen=True)
class Reply:
    """Contract: docs/contributors/contracts.md. `remember` holds slots to set beside those every reply sets.

    `private` marks what tells of the citizen: it is never kept in Rasa's slots. `lead` is said before it, as a reply of
    its own. `starts_over`: the next message begins another conversation. `pair` are the two records of an answer that
    tells of two, `besides` the second section of one that tells two of one record.
    """

    language: ReplyLanguage
    kind: str
    text: str
    speech: str = ""
    options: tuple[Option, ...] = ()
    links: tuple[dict[str, str], ...] = ()
    sources: tuple[dict[str, Any], ...] = ()
    topic: str | None = None
    topics: tuple[str, ...] = ()
    section: str | None = None
    verdict: str | None = None
    asks: str | None = None
    confidence: str | None = None
    remember: dict[str, Any] = field(default_factory=dict)
    attachments: tuple[dict[str, str], ...] = ()
    failed: bool = False
    private: bool = False
    lead: "Reply | None" = None
    starts_over: bool = False
    pair: tuple[str, ...] = ()
    besides: str | None = None

    def payload(self) -> dict[str, Any]:
        """The reply as JSON; the gateway adds ids."""
        return {
            "lang": self.language,
            "text": self.text,
            "speech": self.speech or self.text,
            "options": [{"choice": o.choice, "label": o.label, "short_label": o.short_label} for o in self.options],
            "links": list(self.links),
            "sources": list(self.sources),
            "attachments": list(self.attachments),
            "meta": {
                "kind": self.kind,
                "topic": self.topic,
                "topics": list(self.topics) or ([self.topic] if self.topic else []),
                "section": self.section,
                "verdict": self.verdict,
                "asks": self.asks,
                "confidence": self.confidence,
            },
        }


def joined(first: Reply, then: Reply) -> Reply:
    """One reply out of an answer and the question that follows it."""
    return replace(
        first,
        text=f"{first.text}\n\n{then.text}",
        speech=f"{first.speech or first.text} {then.speech or then.text}",
        options=then.options or first.options,
        asks=then.asks,
        verdict=first.verdict or then.verdict,
        private=first.private or then.private,
        remember={**first.remember, **then.remember},
    )


def memory(turn: Turn, reply: Reply, payload: dict[str, Any]) -> dict[str, Any]:
    """Slots after this turn. A topic stays until another takes its place, of several suggested the first.

    Offers last for one turn.
    """
    slots: dict[str, Any] = {
        "language": turn.chosen_language,
        "spoken": turn.spoken,
        "offered": [option.choice for option in reply.options],
        # To who was silent and then says "repeat" nothing is said by "I did not hear you".
        "last_reply": turn.last_reply if reply.kind == "reprompt" and turn.last_reply else payload,
        "failures": turn.failures + 1 if reply.failed else 0,
        "asked": reply.asks,
    }
    if reply.topic and (not reply.topics or reply.kind == "recommend"):
        slots["topic"] = reply.topic
        slots["recent"] = list(dict.fromkeys([reply.topic, *reply.pair, *turn.recent]))[:_RECENT]
        slots["pair"] = list(reply.pair or (turn.pair if reply.topic in turn.pair else ()))
    if reply.section and not reply.topics:
        slots["section"], slots["besides"] = reply.section, reply.besides
    return {**slots, **reply.remember}


def record_sources(record: Record) -> tuple[dict[str, Any], ...]:
    """At most two sources, official ones first, each with the date it speaks for."""
    ranked = sorted(
        record.sources, key=lambda source: ("official", "news", "guide", "compilation", "listing").index(source.kind)
    )
    return tuple({"title": s.title, "url": s.url, "as_of": s.as_of or record.as_of} for s in ranked[:2])


def record_links(record: Record, section: Section, language: ReplyLanguage) -> tuple[dict[str, str], ...]:
    if section not in {
        Section.HOW_TO_APPLY,
        Section.CONTACT,
        Section.STATUS,
        Section.DEADLINE,
        Section.SUMMARY,
        Section.FEE,
    }:
        return ()
    links = tuple({"label": getattr(link.label, language), "url": link.url} for link in record.links[:2])
    return (*links, *office_link(record, section, language))
