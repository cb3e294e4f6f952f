"""Suggests records for a situation: found by what is described, sifted by what is known of the person."""

from typing import Any

from actions.base import TurnAction
from actions.options import numbered, record_option
from actions.profile import known_facts, tags
from actions.reply import Reply, record_sources
from actions.turn import Turn
from actions.words import say
from knowledge.base import KnowledgeBase
from knowledge.schema import Record, Section

_MOST = 5
_CONSIDERED = 60
_TAG_WORTH = 0.35
_ENOUGH = 0.45


class ActionRecommend(TurnAction):
    action = "action_recommend"

    async def reply(self, turn: Turn) -> Reply:
        return recommendation(turn, self.knowledge)


def recommendation(turn: Turn, knowledge: KnowledgeBase) -> Reply:
    """Up to five suggestions, or a question about the person when nothing fits."""
    facts = known_facts(turn)
    suggested = suggest(turn.text, facts, knowledge)
    if not suggested:
        return Reply(turn.language, "ask", say("recommend_more", turn.language), asks="situation", remember={"profile": facts})
    options = tuple(record_option(record, turn.language) for record in suggested)
    lines = [_line(record, turn) for record in suggested]
    intro, close = say("recommend_intro", turn.language), say("recommend_close", turn.language)
    return Reply(
        turn.language,
        "recommend",
        "\n".join([intro, *(f"{number}. {line}" for number, line in enumerate(lines, 1)), close]),
        numbered(intro, options[:3], close),
        options=options,
        sources=record_sources(suggested[0])[:1],
        topic=suggested[0].id,
        topics=tuple(record.id for record in suggested),
        section=Section.ELIGIBILITY.value,
        confidence="medium",
        remember={"profile": facts},
    )


def suggest(text: str, facts: dict[str, Any], knowledge: KnowledgeBase) -> list[Record]:
    """Records that the words or the person's situation point to, best first; none that the facts rule out."""
    said = tags(facts)
    scored = []
    for topic in knowledge.topics.rank(text, _CONSIDERED):
        record = knowledge.records.get(topic.id)
        if record is None or not _suits(record, facts):
            continue
        shared = said & set(record.audience.tags)
        scored.append((topic.score + _TAG_WORTH * len(shared), record))
    scored.sort(key=lambda pair: -pair[0])
    best = scored[0][0] if scored else 0.0
    return [record for score, record in scored[:_MOST] if score >= max(_ENOUGH, 0.5 * best)]


def _suits(record: Record, facts: dict[str, Any]) -> bool:
    audience, age, gender = record.audience, facts.get("age"), facts.get("gender")
    if age is not None and not (audience.age.min or 0) <= age <= (audience.age.max or 200):
        return False
    return audience.gender == "any" or gender is None or audience.gender == gender


def _line(record: Record, turn: Turn) -> str:
    name = getattr(record.name, turn.language)
    return f"{name}: {getattr(record.sections[Section.BENEFITS].facts[0], turn.language)}"
