"""Which record a turn is about: named, carried over from before, or unclear; and whether it is our business at all."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import log

from actions.turn import Turn
from actions.words import load
from knowledge.base import KnowledgeBase
from knowledge.search.about import subject_words
from knowledge.search.topics import Topic
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import heard_words

# Scores are fused evidence (knowledge/search/topics.py). Nine in ten questions of evaluation/data/own_tuning.yaml that
# name or describe a record score above 1.9, half above 2.9.
STRONG = 1.9
WEAK = 1.2
# log-odds of being ours = 1.44 score - 1.14 logit(P(out of scope)) - 6.1: logistic regression over that set and the NLU
# data, 95 % right; declined below 20 %.
_PER_SCORE, _PER_OUTSIDE, _BASE = 1.44, 1.14, 6.1
_DECLINED_BELOW = -1.4
_RIVAL, _CLOSE_RIVAL = 0.72, 0.85
_NAMED, _HARDLY_NAMED = 0.66, 0.2
_FEW = 4


def _without_people(text: str, knowledge: KnowledgeBase) -> str:
    """Without words for people of a kind, who are no subject: "do BPL card holders pay too?"; but not a scheme's."""
    found = _people().search(text)
    if found is None:
        return text
    kind = knowledge.topics.rank(found[1])[0]
    record = knowledge.records.get(kind.id)
    named = record is not None and record.kind == "scheme" and kind.named >= _NAMED
    return text if named else f"{text[: found.start()]} {text[found.end() :]}"


@lru_cache(maxsize=1)
def _people() -> re.Pattern[str]:
    kinds, after, holders = (
        "|".join(map(re.escape, load("data/pointing.yaml")[name])) for name in ("of_a_kind", "given", "holders")
    )
    called = r"(?<!\S)((?:\S+\s+){1,2})"
    return re.compile(rf"{called}(?:(?:{kinds})\s+(?:{after})|(?:{holders}))(?!\S)", re.IGNORECASE)


class Found(Enum):
    NAMED = "named"
    CARRIED = "carried"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Resolution:
    """`topic` is set when NAMED or CARRIED, `candidates` are the best of the search, best first."""

    found: Found
    topic: str | None
    candidates: tuple[Topic, ...]

    @property
    def score(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0

    @property
    def by_name(self) -> bool:
        """The topic stands in the message by one of its names, whether or not it was spoken of before."""
        return any(
            topic.id == self.topic and (topic.whole_name > 0.4 or topic.named >= _NAMED) for topic in self.candidates
        )

    @property
    def clearly_named(self) -> bool:
        """Another record than was spoken of stands in the message by one of its names."""
        return self.found is Found.NAMED and self.by_name

    @property
    def confidence(self) -> str:
        if self.found is Found.CARRIED:
            return "high"
        return "high" if self.score >= STRONG else "medium" if self.score >= WEAK else "low"


def resolve(turn: Turn, knowledge: KnowledgeBase, text: str | None = None) -> Resolution:
    """The subject of the turn, or of `text`, a part of it."""
    text = turn.text if text is None else text
    text = _without_people(text, knowledge) if turn.topic else text
    about = subject_words(text)
    if not about and turn.topic:
        return Resolution(Found.CARRIED, turn.topic, ())
    candidates = tuple(knowledge.topics.rank(text))
    best = candidates[0]
    if turn.topic and (_leans_on_context(best, turn, candidates, about) or _only_asks(best, knowledge)):
        return Resolution(Found.CARRIED, turn.topic, candidates)
    if one_of_these := _offered(turn, candidates, about):
        return Resolution(Found.NAMED, one_of_these, candidates)
    if not about or best.score < WEAK:
        return Resolution(Found.NOTHING, None, candidates)
    exact = [topic for topic in candidates[:_FEW] if topic.whole_name > 0]
    unclear = is_unclear(candidates, about)
    if len(exact) == 1 and (len(about) <= 2 or unclear):
        return Resolution(Found.NAMED, exact[0].id, candidates)
    if unclear and not _alone_named(candidates, about, knowledge):
        if turn.topic and best.named < _HARDLY_NAMED:
            return Resolution(Found.CARRIED, turn.topic, candidates)
        if spoken_of := _spoken_of(turn, candidates):
            return Resolution(Found.NAMED, spoken_of, candidates)
        return Resolution(Found.UNCLEAR, None, candidates)
    return Resolution(Found.NAMED, best.id, candidates)


def is_unclear(candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A few words that name no record and fit several."""
    best, rival = candidates[0], candidates[1]
    if len(about) > _FEW or best.whole_name > 0 or best.named >= _NAMED:
        return False
    return rival.score >= (_RIVAL if len(about) <= 2 else _CLOSE_RIVAL) * best.score


def _alone_named(candidates: tuple[Topic, ...], about: list[str], knowledge: KnowledgeBase) -> bool:
    """Two words or more that stand together in the best record's names, and in no rival's ("CM wali kisan kist")."""
    if len(about) < 2:
        return False
    heard_about = {sound(word) for word in about}
    rivals = [topic.id for topic in candidates[1:] if topic.score >= _RIVAL * candidates[0].score]
    best, *others = (heard_about <= _name_sounds(knowledge, topic) for topic in (candidates[0].id, *rivals))
    return best and not any(others)


def _name_sounds(knowledge: KnowledgeBase, topic: str) -> set[str]:
    record = knowledge.records.get(topic)
    if record is None:
        return set()
    names = [record.name.hi, record.name.en, *record.aliases.hi, *record.aliases.latin]
    return {sound(word) for name in names for word in heard_words(normalise(name))}


def _offered(turn: Turn, candidates: tuple[Topic, ...], about: list[str]) -> str | None:
    """Of several records just offered the one that a few words fit best ("the widow one")."""
    offered = {choice.split(":")[1] for choice in turn.offered if choice.startswith("topic:")}
    if len(about) > _FEW or len(offered) < 2:
        return None
    return next((topic.id for topic in candidates if topic.id in offered and topic.named > 0), None)


def _spoken_of(turn: Turn, candidates: tuple[Topic, ...]) -> str | None:
    """Of several that fit, the one this conversation was about before ("which of the two pays for an accident?")."""
    fitting = [topic.id for topic in candidates if topic.score >= _RIVAL * candidates[0].score]
    return next((topic for topic in fitting if topic in turn.recent), None)


def is_outside(turn: Turn, resolution: Resolution) -> bool:
    """Whether the message is more likely none of this assistant's business."""
    outside = min(0.998, max(0.002, turn.probability("out_of_scope")))
    if resolution.found is Found.CARRIED:
        return outside >= 0.5
    return _PER_SCORE * resolution.score - _PER_OUTSIDE * log(outside / (1 - outside)) - _BASE < _DECLINED_BELOW


def _only_asks(best: Topic, knowledge: KnowledgeBase) -> bool:
    """Whether the best record's name is nothing but words for a section ("helpline number")."""
    record = knowledge.records.get(best.id)
    return record is not None and not subject_words(record.name.hi)


def _leans_on_context(best: Topic, turn: Turn, candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A follow-up: little of its own, and nothing that names another record."""
    if best.id == turn.topic:
        return True
    if best.whole_name > 0 or (best.named >= _NAMED and best.score >= STRONG):
        return False
    current = next((topic.score for topic in candidates if topic.id == turn.topic), 0.0)
    return best.score < STRONG and (current >= 0.7 * best.score or len(about) <= 2)
