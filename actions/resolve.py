"""Which record a turn is about: named now, carried over from before, or unclear between several."""

from dataclasses import dataclass
from enum import Enum

from actions.turn import Turn
from knowledge.base import KnowledgeBase
from knowledge.search.about import subject_words
from knowledge.search.topics import Topic

# Scores are fused evidence (knowledge/search/topics.py); values fitted on evaluation/data/own_tuning.yaml.
STRONG = 1.0
WEAK = 0.62
_CLOSE = 0.92
_SPECIFIC = 0.55
_MANY = 4


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
    def confidence(self) -> str:
        return "high" if self.score >= STRONG else "medium" if self.score >= WEAK else "low"


def resolve(turn: Turn, knowledge: KnowledgeBase, text: str | None = None) -> Resolution:
    """The subject of the turn, or of `text`, a part of it."""
    text = turn.text if text is None else text
    about = subject_words(text)
    if not about and turn.topic:
        return Resolution(Found.CARRIED, turn.topic, ())
    candidates = tuple(knowledge.topics.rank(text))
    if not about:
        return Resolution(Found.NOTHING, None, candidates)
    best = candidates[0]
    if turn.topic and _leans_on_context(best, turn, candidates, about):
        return Resolution(Found.CARRIED, turn.topic, candidates)
    if best.score < WEAK:
        return Resolution(Found.NOTHING, None, candidates)
    if is_unclear(candidates, about):
        return Resolution(Found.UNCLEAR, None, candidates)
    return Resolution(Found.NAMED, best.id, candidates)


def is_unclear(candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A short message whose few words fit several records about equally well."""
    best = candidates[0]
    rivals = [topic for topic in candidates[1:_MANY] if topic.score >= _CLOSE * best.score]
    return bool(rivals) and len(about) <= 2


def _leans_on_context(best: Topic, turn: Turn, candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A follow-up: little of its own, and nothing that names another record."""
    if best.id == turn.topic:
        return True
    current = next((topic.score for topic in candidates if topic.id == turn.topic), 0.0)
    if best.named >= _SPECIFIC and best.score >= STRONG:
        return False
    return best.score < STRONG and (current >= 0.8 * best.score or len(about) <= 1 and best.named < 0.9)
