"""Choices offered to the citizen, and what was chosen."""

from collections.abc import Sequence
from dataclasses import replace

from actions.reply import Option, Reply
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from knowledge.base import KnowledgeBase
from knowledge.schema import Record
from knowledge.search.topics import Topic

MOST = 5
_RELEVANT = 0.55


def record_option(record: Record, language: ReplyLanguage, section: str = "summary") -> Option:
    return Option(f"topic:{record.id}:{section}", getattr(record.name, language), getattr(record.short_name, language))


def numbered(lead: str, options: Sequence[Option], close: str = "") -> str:
    lines = [f"{number}. {option.label}" for number, option in enumerate(options, 1)]
    return "\n".join([lead, *lines, close]).strip()


def disambiguation(
    turn: Turn, knowledge: KnowledgeBase, candidates: Sequence[Topic], wanted: str | None = None
) -> Reply:
    """Asks which of the candidates is meant; the section asked for is kept for the one chosen, or the deed `wanted`."""
    best = candidates[0].score
    near = [topic for topic in candidates if topic.score >= _RELEVANT * best and topic.id in knowledge.records][:MOST]
    asked = (name.removeprefix("ask_") for name, _ in turn.ranking if name.startswith("ask_"))
    section = next(asked, "summary")
    options = tuple(record_option(knowledge.records[topic.id], turn.language, section) for topic in near)
    if wanted:
        options = tuple(
            replace(option, choice=f"{wanted}:{topic.id}") for option, topic in zip(options, near, strict=True)
        )
    text = numbered(say("disambiguate", turn.language), options)
    return Reply(
        turn.language,
        "disambiguate",
        text,
        text,
        options=options,
        topic=near[0].id,
        topics=tuple(topic.id for topic in near),
        asks="topic",
    )
