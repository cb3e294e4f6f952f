"""What to suggest to somebody: what the rules say of the person, and what the words say of the need, put together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2

from actions.words import load
from knowledge.base import KnowledgeBase
from knowledge.rules.ranking import NearMiss, Suggestion
from knowledge.rules.values import FactValue, presume

# How much the rules' score counts beside the search's evidence (0 to about 4); chosen, as the next ones, on
# evaluation/data/own_tuning.yaml.
_RULES = 0.5
# What led before goes on leading unless another comes ahead by so much for each answer that put it there: a list that
# jumps about helps nobody choose, one that holds on to its first guess neither (docs/benchmarks).
_LED, _LED_MOST = 0.08, 1.2
# The search's score from which words name a need, and how close to the best one a record must then come, and a service.
_NEEDED, _CLOSE, _SERVICE = 1.2, 0.5, 0.85
# A rules' score from which a scheme is meant for such people, whatever they asked for.
_MEANT = 6.0
# Nothing is shown that so few people like this one get, unless it was asked for.
_LEAST_CERTAIN = 0.2
_SEARCHED = 40
# Questions are for what is shown and what could take its place; of more, they settle the list later (docs/benchmarks).
_ASKED_OF = 8


@dataclass(frozen=True)
class Suggested:
    """`ranked` may be shown, best first; `asks` is the next question's fact, None when none would change much."""

    ranked: list[Suggestion]
    asks: str | None


def needs_in(text: str, besides: str, knowledge: KnowledgeBase) -> dict[str, float]:
    """Records that the words point to, with the search's score; empty when they point to none in particular.

    `besides` is what they say besides facts: a service is needed only by who speaks of it there, for a widow has no use
    for a death certificate.
    """
    found, spoken_of = _nearest(text, knowledge), _nearest(besides, knowledge)
    best = max(found.values(), default=0.0)
    return {
        name: score
        for name, score in found.items()
        if knowledge.records[name].kind == "scheme" or (name in spoken_of and score >= _SERVICE * best)
    }


def _nearest(text: str, knowledge: KnowledgeBase) -> dict[str, float]:
    """The best of the search and what comes close to it, if the best is good enough."""
    found = knowledge.topics.rank(text, _SEARCHED) if text.strip() else []
    if not found or found[0].score < _NEEDED:
        return {}
    return {
        topic.id: round(topic.score, 3)
        for topic in found
        if topic.score >= _CLOSE * found[0].score and topic.id in knowledge.records
    }


def suggest(
    knowledge: KnowledgeBase,
    day: date,
    facts: Mapping[str, FactValue],
    unsaid: Collection[str],
    needs: Mapping[str, float],
    led: Collection[str] = (),
) -> Suggested:
    """Nothing that the rules rule out; `led` are the records that stood first before the last answer."""
    ranking, planner = knowledge.rules.ranking(day), knowledge.rules.planner(day)
    known = _presuming(facts, knowledge, day)
    verdicts = ranking.verdicts(known, unsaid)
    found = [one for one in ranking.suggestions(verdicts, known, unsaid) if _concerns(one, knowledge, needs)]
    hold = min(_LED * (len(facts) + len(unsaid)), _LED_MOST)
    found.sort(
        key=lambda one: -(needs.get(one.record, 0.0) + _RULES * log2(1 + one.score) + hold * (one.record in led))
    )
    first = found[:_ASKED_OF]
    scores = {one.record: one.score for one in first}
    questions = planner.ranked_facts([one.verdict for one in first], known, unsaid, scores)
    return Suggested(
        [one for one in found if one.certainty >= _LEAST_CERTAIN or one.record in needs],
        next((name for name in questions if name in askable()), None),
    )


def near_misses(
    knowledge: KnowledgeBase,
    day: date,
    facts: Mapping[str, FactValue],
    unsaid: Collection[str],
    needs: Mapping[str, float],
) -> list[NearMiss]:
    """What one failed condition keeps away, nearest first."""
    ranking, known = knowledge.rules.ranking(day), _presuming(facts, knowledge, day)
    verdicts = ranking.verdicts(known, unsaid)
    missed = {name: verdict for name, verdict in verdicts.items() if _is_wanted(name, knowledge, needs)}
    return ranking.near_misses(missed, known, unsaid)


def _presuming(facts: Mapping[str, FactValue], knowledge: KnowledgeBase, day: date) -> dict[str, FactValue]:
    asked_for = knowledge.rules.program(day).facts
    return {**facts, **presume(facts, knowledge.rules.catalogue, day, asked_for)}


def _concerns(one: Suggestion, knowledge: KnowledgeBase, needs: Mapping[str, float]) -> bool:
    """Who names a need wants that, or what is meant for such people."""
    meant = one.score >= _MEANT and knowledge.records[one.record].kind == "scheme"
    return _is_wanted(one.record, knowledge, needs) or meant


def _is_wanted(record: str, knowledge: KnowledgeBase, needs: Mapping[str, float]) -> bool:
    """A service is nothing to be had unless it is needed."""
    return record in needs if needs else knowledge.records[record].kind == "scheme"


@lru_cache(maxsize=1)
def askable() -> frozenset[str]:
    """Facts that anybody may be asked for without wondering why."""
    return frozenset(load("data/discover.yaml")["asks"])
