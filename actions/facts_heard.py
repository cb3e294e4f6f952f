"""Facts about people, heard in free text: several at once, in any order, corrected, denied, or not known.

A message is read part by part (fact_parts.py), each part for the person it speaks of (people.py); then it is settled
whom the whole is about, and the facts of that person and of the household are kept.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from actions.fact_parts import Part, PartReader, parts
from actions.people import SELF, SPOUSES, relations, words
from actions.words import load
from knowledge.rules.values import Catalogue, FactValue
from language.lexicon import Lexicon, heard

# What is said of the one a message is about, when it names two people.
_TELLING = frozenset(
    {"age", "birth_date", "pregnant", "disability", "disability_percent", "marks", "education", "marital_status"}
)
ALL = "*"


@dataclass(frozen=True)
class HeardFacts:
    """`subject`: "self", a relation, or None when the message does not say. `unsaid`: facts said to be unknown.

    `same`: facts that the subject shares with the citizen by the message's own words, ALL for all.
    """

    subject: str | None
    facts: dict[str, FactValue]
    unsaid: frozenset[str]
    same: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.facts or self.unsaid or self.same)


class Ear:
    """Hears the facts of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reader = PartReader(catalogue)
        self._everyday = frozenset(load("data/fact_words.yaml")["everyday"])

    def hear(
        self, text: str, scope: Collection[str] = (), asked: str | None = None, names: Iterable[str] = ()
    ) -> HeardFacts:
        """Facts of `scope` and everyday ones; `names` are titles that state nothing ("widow pension")."""
        wanted = frozenset(self._everyday.union(scope, [asked] if asked else []) & self._catalogue.keys())
        titles = Lexicon({"title": names})
        told = [self._reader.read(part, wanted, asked, titles) for part in parts(text)]
        self._reader.settle_lists(told)
        _carry_speakers(told)
        subject = _subject(told)
        facts: dict[str, FactValue] = {}
        unsaid: set[str] = set()
        for part in told:
            ours = part.speaker in {subject, None}
            for name, value in part.facts.items():
                if ours or self._catalogue[name].of == "household":
                    facts[name] = self._joined(name, facts.get(name), value)
            unsaid |= part.unsaid if ours else set()
        if (gender := _gender(subject, told)) and "gender" in wanted:
            facts.setdefault("gender", gender)
        return HeardFacts(subject, facts, frozenset(unsaid - facts.keys()), _same(text))

    def _joined(self, name: str, earlier: FactValue | None, value: FactValue) -> FactValue:
        """The last value said, except that occupations add up and the highest schooling counts."""
        fact = self._catalogue[name]
        if isinstance(earlier, frozenset) and isinstance(value, frozenset):
            return earlier | value
        if fact.ordered and isinstance(earlier, str) and isinstance(value, str):
            return max(earlier, value, key=list(fact.choices).index)
        return value


def _carry_speakers(told: list[Part]) -> None:
    """A part that names nobody speaks of whom the part before it spoke."""
    current: str | None = None
    for part in told:
        current = part.speaker = part.speaker or current


def _subject(told: list[Part]) -> str | None:
    named = list(dict.fromkeys(part.speaker for part in told if part.speaker))
    others = [name for name in named if name != SELF]
    if not others:
        return named[0] if named else None
    telling = {part.speaker for part in told if part.facts.keys() & _TELLING}
    if SELF in telling or (SELF in named and not telling & set(others)):
        return SELF
    told_of = [name for name in others if name in telling]
    if told_of:
        return told_of[0]
    return None if set(others) <= SPOUSES else others[0]


def _gender(subject: str | None, told: list[Part]) -> str | None:
    if subject not in {SELF, None}:
        return relations()[subject].gender if subject else None
    ours = [part for part in told if part.speaker in {SELF, None, *SPOUSES}]
    said = {sign for sign in ("female", "male") if any(part.says(sign) for part in ours)}
    return said.pop() if len(said) == 1 else None


def _same(text: str) -> frozenset[str]:
    sounds = heard(text)
    if words("same_in_all").find(sounds):
        return frozenset({ALL})
    return frozenset({"occupation"}) if words("same_work").find(sounds) else frozenset()
