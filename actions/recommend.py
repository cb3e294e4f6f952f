"""Suggests records for a situation: found by what is described, sifted by what is known of the person."""

from collections import Counter
from math import log
from typing import Any

from actions.answer import answer
from actions.base import TurnAction
from actions.decline import decline
from actions.options import disambiguation, numbered, record_option
from actions.profile import note_facts, tags
from actions.reply import Reply, record_sources
from actions.resolve import Found, is_outside, resolve
from actions.turn import Turn
from actions.words import say
from knowledge.base import KnowledgeBase
from knowledge.schema import Record, Section

_MOST = 5
_TAG_WORTH = 0.4
_ENOUGH = 1.0
_SURE = 0.75


class ActionRecommend(TurnAction):
    action = "action_recommend"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve(turn, self.knowledge)
        if is_outside(turn, resolution):
            return decline(turn)
        if resolution.clearly_named and turn.probability("recommend") < _SURE:
            return answer(turn, self.knowledge, resolution)
        if resolution.found is Found.UNCLEAR and not turn.values("age") + turn.values("situation"):
            return disambiguation(turn, self.knowledge, resolution.candidates)
        return recommendation(turn, self.knowledge)


def recommendation(turn: Turn, knowledge: KnowledgeBase) -> Reply:
    """Up to five suggestions, or a question about the person when nothing fits."""
    facts = note_facts(turn)
    suggested = suggest(turn.text, facts, knowledge)
    if not suggested:
        return Reply(turn.language, "ask", say("recommend_more", turn.language), asks="situation")
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
    )


def suggest(text: str, facts: dict[str, Any], knowledge: KnowledgeBase) -> list[Record]:
    """Records that the words or the person's situation point to, best first; none that the facts rule out."""
    worth = _tag_worth(tags(facts), knowledge)
    scored = []
    for topic in knowledge.topics.rank(text, len(knowledge.records)):
        record = knowledge.records.get(topic.id)
        if record is not None and _suits(record, facts):
            scored.append((topic.score + sum(worth.get(tag, 0.0) for tag in record.audience.tags), record))
    scored.sort(key=lambda pair: -pair[0])
    best = scored[0][0] if scored else 0.0
    return [record for score, record in scored[:_MOST] if score >= max(_ENOUGH, 0.5 * best)]


def _tag_worth(said: set[str], knowledge: KnowledgeBase) -> dict[str, float]:
    """What a shared tag adds to a record's score: more, the fewer records carry it."""
    records = {record.id: record for record in knowledge.records.values()}.values()
    carriers: Counter[str] = Counter(tag for record in records for tag in record.audience.tags)
    return {tag: _TAG_WORTH * log(len(records) / carriers[tag]) for tag in said if carriers[tag]}


def _suits(record: Record, facts: dict[str, Any]) -> bool:
    audience, age, gender = record.audience, facts.get("age"), facts.get("gender")
    if age is not None and not (audience.age.min or 0) <= age <= (audience.age.max or 200):
        return False
    return audience.gender == "any" or gender is None or audience.gender == gender


def _line(record: Record, turn: Turn) -> str:
    name = getattr(record.name, turn.language)
    return f"{name}: {getattr(record.sections[Section.BENEFITS].facts[0], turn.language)}"
