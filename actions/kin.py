""" "And the SC one?": of records named alike, the one that a word of the message tells from the one spoken of."""

from functools import lru_cache
from math import log

from actions.context import name_stems, stem
from actions.evidence import EQUAL
from actions.turn import Turn
from actions.words import load
from knowledge.base import KnowledgeBase
from knowledge.search.about import subject_words
from knowledge.search.features import content_words
from language.lexicon import heard

_SHORT, _FEW = 7, 3
# So much of the name, its rare words counting more, is shared with what "the … one" may mean; and with what "and for
# …?" may, which is more often asked of people under the same record.
_ALIKE, _MUCH_ALIKE = 0.2, 0.5


def of_kin(turn: Turn, text: str, knowledge: KnowledgeBase) -> str | None:
    """The record meant, if there is one."""
    told = {stem(word) for word in subject_words(text)}
    if turn.topic not in knowledge.records or len(text.split()) > _SHORT or not 0 < len(told) <= _FEW:
        return None
    new = told - name_stems(knowledge, turn.topic)
    least = _ALIKE if _points(text) else _MUCH_ALIKE
    alike = {kin: share for kin, share in _kin(knowledge, turn.topic) if share >= least}
    named = {kin: len(new & name_stems(knowledge, kin)) for kin in alike}
    best = [kin for kin in alike if named[kin] == max(named.values()) > 0]
    fits = {kin: knowledge.topics.one(kin, text).score for kin in best}
    return max((kin for kin in best if fits[kin] >= EQUAL * max(fits.values())), key=alike.__getitem__, default=None)


def _points(text: str) -> bool:
    """Whether it says "the … one", and not "for people of … kind"."""
    pointing = load("data/pointing.yaml")
    said = [word.word for word in heard(text)]
    at = [place for place, word in enumerate(said) if word in pointing["one"]]
    return any(said[place + 1 : place + 2] not in ([word] for word in pointing["given"]) for place in at)


@lru_cache(maxsize=512)
def _kin(knowledge: KnowledgeBase, topic: str) -> tuple[tuple[str, float], ...]:
    """The other records, with the share of this one's own name that is in theirs."""
    record = knowledge.records[topic]
    own = {stem(word) for name in (record.name.hi, record.name.en) for word in content_words(name)}
    weights = {word: _rarity(knowledge, word) for word in own}
    total = sum(weights.values())
    others = {other.id for other in knowledge.records.values()} - {record.id}
    return tuple(
        (other, sum(weights[word] for word in own & name_stems(knowledge, other)) / total)
        for other in sorted(others)
        if total
    )


@lru_cache(maxsize=8192)
def _rarity(knowledge: KnowledgeBase, word: str) -> float:
    ids = {record.id for record in knowledge.records.values()}
    return log(len(ids) / max(1, sum(word in name_stems(knowledge, other) for other in ids)))
