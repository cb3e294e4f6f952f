"""Two records named side by side: "papers for income and domicile certificate?", "PM Kisan or KCC"."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from actions.context import name_sounds
from actions.evidence import CLOSE_RIVAL, WHOLE
from actions.words import load, written
from knowledge.base import KnowledgeBase
from knowledge.search.about import subject_words
from knowledge.search.topics import EVIDENCE
from language.phonetic import sound

_FIRST, _LAST = 0, -1
_WHOLE_NAME = EVIDENCE.index("whole_name")
_TWO = 2


def pair_named(text: str, knowledge: KnowledgeBase) -> tuple[str, str] | None:
    """The two in the order in which they are named; only names that touch what joins them."""
    text = written("comparing").sub(" ", text)
    joints = list(_joints().finditer(text))
    if not joints or np.count_nonzero(knowledge.topics.evidence(text)[_WHOLE_NAME] > WHOLE) < _TWO:
        return None
    for joint in joints:
        before = _named(text[: joint.start()], _LAST, knowledge)
        after = _named(text[joint.end() :], _FIRST, knowledge)
        if before and after and before != after:
            return before, after
    return None


def _named(part: str, edge: int, knowledge: KnowledgeBase) -> str | None:
    """The one record whose whole name stands at this edge of a part."""
    about = subject_words(part)
    if not about:
        return None
    best, rival = knowledge.topics.rank(part, 2)
    several = rival.whole_name > 0 and rival.score >= CLOSE_RIVAL * best.score
    if best.id not in knowledge.records or best.whole_name <= WHOLE or several:
        return None
    return best.id if sound(about[edge]) in name_sounds(knowledge, best.id) else None


def compares(text: str) -> bool:
    """ "What is the difference between Mudra and PMEGP?"."""
    return bool(written("comparing").search(text))


@lru_cache(maxsize=1)
def _joints() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load("data/pointing.yaml")["joined"]))
    return re.compile(rf"\s+(?:{words})\s+|\s*[,/]\s*", re.IGNORECASE)
