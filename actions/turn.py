"""One turn as actions see it: the message understood, and what the conversation remembers."""

import re
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Literal

from actions.tasks.dialogue import Dialogue
from actions.words import language_names, load, pointing, question_words
from language.lexicon import heard
from language.script import DEVANAGARI_LETTER

ReplyLanguage = Literal["hi", "en"]

_SURE = 0.5
_BARE, _PLACE = 3, 8
_PLACES = frozenset({"place", "district"})
_STOP = re.compile(r"\s*[.\u0964]")
_NO_WORDS = frozenset({"choose_option", "session_event"})


@dataclass(frozen=True)
class Clause:
    """A part of a message that asks something by itself; `ranking` are its likeliest intents."""

    text: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Turn:
    """Built from the tracker that Rasa sends; slots are read here and nowhere else.

    `pair` are the two records last answered together, in the order in which they were named; `besides` is the
    other section of an answer that told two of one record. `unheard` are the correlation ids of the turns just before
    whose replies did not reach the citizen.
    """

    conversation: str
    text: str
    intent: str
    ranking: tuple[tuple[str, float], ...]
    clauses: tuple[Clause, ...]
    entities: tuple[dict[str, Any], ...]
    channel: str
    correlation_id: str
    aadhaar_seen: bool
    language: ReplyLanguage
    spoken: str
    chosen_language: ReplyLanguage | None
    topic: str | None
    recent: tuple[str, ...]
    section: str | None
    offered: tuple[str, ...]
    last_reply: dict[str, Any] | None
    failures: int
    asked: str | None
    abused: bool
    pair: tuple[str, ...] = ()
    besides: str | None = None
    unheard: frozenset[str] = frozenset()
    dialogue: Dialogue = field(default_factory=Dialogue)

    @property
    def key(self) -> str | None:
        """The keys pressed, without the closing #."""
        return str(self.entity("key") or "").rstrip("#") if self.intent == "press_key" else None

    @property
    def said(self) -> str:
        """The words, or the digits typed where no option was offered; empty for a tap, an event and other keys."""
        if self.key is not None:
            return "" if self.offered else self.key
        return "" if self.intent in _NO_WORDS else self.text

    @property
    def questions(self) -> tuple[Clause, ...]:
        """The parts that may ask: where one ends in a question mark, none that ends in a full stop; and none that ends
        in what was, "kagaz diye the", without a word that asks.
        """
        parts = [part for part in self.clauses if not _tells_what_was(part.text)]
        if "?" in self.text:
            parts = [part for part in parts if not _STOP.match(self.text.partition(part.text)[2])]
        return tuple(parts)

    @property
    def beside_language(self) -> str:
        """The text without a wish for a language, whose words are no subject: "हिंदी में बताइए, फीस कितनी है?"."""
        wishes = [part.text for part in self.clauses if _wishes_language(part)]
        return " ".join(reduce(lambda text, wish: text.replace(wish, " ", 1), wishes, self.text).split())

    def part(self, clause: Clause) -> "Turn":
        """As if the clause were the whole message."""
        ranking = clause.ranking or ((clause.intent, clause.confidence),)
        return replace(self, text=clause.text, intent=clause.intent, ranking=ranking, clauses=())

    def anew(self) -> "Turn":
        """Without what was spoken of and offered before."""
        return replace(self, topic=None, recent=(), section=None, besides=None, offered=(), pair=())

    def probability(self, *intents: str) -> float:
        """Summed probability of the intents, as far as the ranking reaches."""
        return sum(value for name, value in self.ranking if name in intents)

    @property
    def asking(self) -> float:
        """How likely some section is asked for, whichever it is."""
        return sum(value for name, value in self.ranking if name.startswith("ask_"))

    def surest(self, intent: str) -> float:
        """The probability of the intent in the whole message, or in that part of it which is surest."""
        return max([self.probability(intent), *(part.confidence for part in self.clauses if part.intent == intent)])

    def entity(self, name: str) -> Any:
        """The first value of an entity, or None."""
        return next((entity["value"] for entity in self.entities if entity["entity"] == name), None)

    def values(self, name: str) -> list[Any]:
        return [entity["value"] for entity in self.entities if entity["entity"] == name]


def read_turn(tracker: dict[str, Any]) -> Turn:
    """`tracker` is the `tracker` of Rasa's action call. Raises KeyError when it has no message."""
    message, slots = tracker["latest_message"], tracker["slots"]
    metadata = message.get("metadata") or {}
    detected = message.get("language") or {}
    text = message.get("text") or ""
    telling = detected.get("sure") and not (_is_bare_answer(text, slots) or _is_borrowed(text, detected))
    spoken = detected.get("name") if telling or not slots.get("spoken") else slots["spoken"]
    spoken = spoken or slots.get("spoken") or metadata.get("language") or "hi"
    parts = tuple(_read_clause(clause) for clause in message.get("clauses") or [])
    chosen = _asked_language(parts) or slots.get("language")
    return Turn(
        conversation=tracker.get("sender_id") or "",
        text=text,
        intent=(message.get("intent") or {}).get("name") or "",
        ranking=_read_ranking(message.get("intent_ranking") or []),
        clauses=parts,
        entities=tuple(message.get("entities") or []),
        channel=metadata.get("channel", "web"),
        correlation_id=metadata.get("correlation_id", ""),
        aadhaar_seen=bool(metadata.get("aadhaar_seen")),
        language=chosen or ("en" if spoken == "en" else "hi"),
        spoken=spoken,
        chosen_language=chosen,
        topic=slots.get("topic"),
        recent=tuple(slots.get("recent") or ()),
        section=slots.get("section"),
        offered=tuple(slots.get("offered") or ()),
        last_reply=slots.get("last_reply"),
        failures=int(slots.get("failures") or 0),
        asked=slots.get("asked"),
        abused=bool(slots.get("abused")),
        pair=tuple(slots.get("pair") or ()),
        besides=slots.get("besides"),
        unheard=frozenset(metadata.get("unheard") or ()),
    )


def _read_clause(clause: dict[str, Any]) -> Clause:
    return Clause(clause["text"], clause["intent"], clause["confidence"], _read_ranking(clause.get("ranking") or []))


def _read_ranking(ranking: list[dict[str, Any]]) -> tuple[tuple[str, float], ...]:
    return tuple((entry["name"], entry["confidence"]) for entry in ranking)


def _is_bare_answer(text: str, slots: dict[str, Any]) -> bool:
    """A few words to a question that was asked, more when it was for a place: names do not tell the language."""
    asked = slots.get("asked")
    few = _PLACE if asked in _PLACES else _BARE
    return bool(asked) and len(text.split()) <= few and not DEVANAGARI_LETTER.search(text)


def _is_borrowed(text: str, detected: dict[str, Any]) -> bool:
    """ "Papers?": one English word is Hindi too."""
    return detected.get("name") == "en" and len(text.split()) == 1


def _tells_what_was(text: str) -> bool:
    sounds = heard(text)
    return bool(pointing("was").find(sounds[-1:])) and not question_words().find(sounds)


def _wishes_language(part: Clause) -> bool:
    return part.intent == "change_language" and part.confidence >= _SURE


def _asked_language(parts: tuple[Clause, ...]) -> ReplyLanguage | None:
    """The language asked for beside a question ("answer in English only. how do I get ...")."""
    wishes = (part.text for part in parts if _wishes_language(part))
    return next((named for text in wishes if (named := named_language(text))), None)


def named_language(text: str) -> ReplyLanguage | None:
    """The language that a text asks for: "my sister knows no Hindi, say it in English" names two."""
    sounds = heard(text)
    hits = language_names().find(sounds)
    before, after = (frozenset(load("data/pointing.yaml")[name]) for name in ("in_before", "in_after"))
    wanted = [
        hit
        for hit in hits
        if {word.word for word in sounds[hit.after : hit.after + 1]} & after
        or {word.word for word in sounds[max(hit.first - 1, 0) : hit.first]} & before
    ]
    chosen = (wanted or hits)[-1:]
    return None if not chosen else "en" if chosen[0].value == "en" else "hi"
