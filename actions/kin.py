""" "And the SC one?": of records named alike, the one that a word of the message tells from the one spoken of."""

from collections import Counter
from functools import lru_cache
from math import log

from actions.context import name_stems, names_of, said_before_one, stem
from actions.evidence import EQUAL
from actions.turn import Turn
from actions.words import load
from knowledge.base import KnowledgeBase
from knowledge.schema import Record
from knowledge.search.about import subject_words
from knowledge.search.features import content_words
from language.attributes import find_attributes
from language.lexicon import heard

_SHORT, _FEW = 7, 3
# So much of the name, its rare words counting more, is shared with what "the … one" may mean; and with what "and for
# …?" may, which is more often asked of people under the same record.
_ALIKE, _MUCH_ALIKE = 0.2, 0.5
# Of one kind, such as two certificates, "the income one" needs less.
_SOME = 0.1
# Words of more records than these, such as "of", tell none.
_IN_FEW = 12


def of_kin(turn: Turn, text: str, knowledge: KnowledgeBase) -> str | None:
    """The record meant, if there is one."""
    told = set(map(stem, [*subject_words(text), *said_before_one(text)]))
    if turn.topic not in knowledge.records or len(text.split()) > _SHORT or not 0 < len(told) <= _FEW:
        return None
    names, spoken_of = names_in(knowledge), knowledge.records[turn.topic]
    new = told - names.words[spoken_of.id]
    shared = names.shared(spoken_of) if new else {}
    alike = {kin: share for kin, share in shared.items() if share >= _least(text, knowledge.records[kin], spoken_of)}
    named = {kin: len(new & names.words[kin]) for kin in alike}
    best = [kin for kin in alike if named[kin] == max(named.values()) > 0]
    # "No, the SC one" after a certificate is another certificate, and no scholarship.
    best = [kin for kin in best if knowledge.records[kin].kind == spoken_of.kind] or best
    fits = {kin: knowledge.topics.one(kin, text).score for kin in best}
    return max((kin for kin in best if fits[kin] >= EQUAL * max(fits.values())), key=alike.__getitem__, default=None)


class Names:
    """What the records of one version are called, word by word."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        records = {record.id: record for record in knowledge.records.values()}
        self.stems = {id: name_stems(knowledge, id) for id in sorted(records)}
        # "Income" and "age" ask for a section, and "आय" is "is" to some, unless they stand before "one".
        spelt = {id: _stems(records[id]) for id in self.stems}
        spread = Counter(word for words in spelt.values() for word in words)
        self.words = {id: self.stems[id] | {word for word in spelt[id] if spread[word] <= _IN_FEW} for id in self.stems}
        self._named = Counter(word for words in self.stems.values() for word in words)

    def shared(self, record: Record) -> dict[str, float]:
        """The other records, with the share of this one's own name that is in theirs, its rare words counting more.

        But for words for people of a kind ("OBC", "widow"), by which records of one name differ.
        """
        named = [word for name in (record.name.hi, record.name.en) for word in content_words(name)]
        own = {stem(word) for word in named if not find_attributes(word)} or set(map(stem, named))
        weights = {word: log(len(self.stems) / max(1, self._named[word])) for word in own}
        total = sum(weights.values()) or 1.0
        others = ((id, own & stems) for id, stems in self.stems.items() if id != record.id)
        return {id: sum(map(weights.__getitem__, common)) / total for id, common in others if common}


def _stems(record: Record) -> frozenset[str]:
    return frozenset(stem(word.word) for name in names_of(record) for word in heard(name))


# One version: an old one is not to be held in memory by what was worked out from it.
@lru_cache(maxsize=1)
def names_in(knowledge: KnowledgeBase) -> Names:
    """Worked out once, when a version is made ready (ready.py)."""
    return Names(knowledge)


def _least(text: str, kin: Record, spoken_of: Record) -> float:
    """How much of the name has to be shared."""
    if not _points(text):
        return _MUCH_ALIKE
    return _SOME if kin.kind == spoken_of.kind else _ALIKE


def _points(text: str) -> bool:
    """Whether it says "the … one", and not "for people of … kind"."""
    pointing = load("data/pointing.yaml")
    said = [word.word for word in heard(text)]
    at = [place for place, word in enumerate(said) if word in pointing["one"]]
    return any(said[place + 1 : place + 2] not in ([word] for word in pointing["given"]) for place in at)
