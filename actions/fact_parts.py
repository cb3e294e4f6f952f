"""One part of a message: whom it speaks of, and which facts it states, denies, or says are not known."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from actions.people import SELF, SPOUSES, speaker, words
from actions.words import load
from knowledge.rules.schema import FactType
from knowledge.rules.values import Catalogue, FactValue, read_value
from language.attributes import find_attributes
from language.lexicon import Heard, Lexicon, heard
from language.normalise import normalise
from language.numbers import find_numbers
from language.places import find_districts
from language.quantities import Quantity, find_quantities

_BREAK = re.compile(r"[?!;\n]+|(?<!\d)[.,]+|[.,]+(?!\d)|\s(?:और|एवं|तथा|लेकिन|मगर|aur|and|but|lekin|magar|&)\s")
_NEXT = re.compile(r"[\u0900-\u0963\u0970-\u097f]+|[a-z]+")
_ATTRIBUTES = ("caste_category", "marital_status", "occupation")
_YES, _NO, _NAMED = "+", "-", "?"
_WORKING_DAYS, _MONTHS = 300, 12
_LEFT_ALONE = {"widowed", "deserted", "divorced"}
_NUMERIC = {"number", "money", "percent", "area"}


def parts(text: str) -> list[str]:
    """The text divided at its commas, stops and joining words."""
    return [part for piece in _BREAK.split(normalise(text)) if (part := piece.strip())]


@dataclass
class Part:
    """What one part says. `mentions` are facts named, with the sign of the word that named them."""

    text: str
    sounds: list[Heard]
    speaker: str | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)
    mentions: list[tuple[str, str]] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    negated: bool = False
    bare: bool = False

    def says(self, name: str) -> bool:
        """Whether a word of this list stands outside titles."""
        return any(hit.first not in self.titles for hit in words(name).find(self.sounds))


class PartReader:
    """Reads parts against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lexicons: dict[frozenset[str], Lexicon] = {}

    def read(self, text: str, wanted: frozenset[str], asked: str | None, titles: Lexicon) -> Part:
        part = Part(text, heard(text))
        part.titles = {place for hit in titles.find(part.sounds) for place in range(hit.first, hit.after)}
        for hit in self._lexicon(wanted).find(part.sounds):
            if hit.first in part.titles:
                continue
            name, _, value = hit.value.partition("=")
            part.mentions.append((name, value))
            if value != _NAMED:
                part.taken |= set(range(hit.first, hit.after))
        part.speaker = speaker(part.sounds, part.taken | part.titles)
        part.negated = _negated(part)
        part.bare = not part.negated and not part.says("verbs") and len(part.sounds) - len(part.taken) <= 1
        if _doubted(part):
            part.unsaid = {name for name, _ in part.mentions}
            return part
        self._state_flags(part, asked)
        self._state_choices(part, wanted)
        for quantity in find_quantities(text) or _lone_number(part, asked):
            self._measure(part, quantity, wanted, asked)
        if part.negated and ("income", _NAMED) in part.mentions:
            part.facts.setdefault("income", 0.0)
        if part.speaker in SPOUSES and part.facts.get("marital_status") in _LEFT_ALONE:
            part.speaker = SELF
        return part

    def settle_lists(self, told: list[Part]) -> None:
        """ "PF, ESIC, tax kuch nahi": parts without a verb mean what the end of their list says."""
        for place in range(len(told) - 2, -1, -1):
            part, following = told[place], told[place + 1]
            if part.bare and part.mentions and following.says("lists"):
                part.negated = following.negated
                part.unsaid |= {name for name, _ in part.mentions} if following.unsaid else set()
                self._state_flags(part, None)

    def _lexicon(self, wanted: frozenset[str]) -> Lexicon:
        if wanted not in self._lexicons:
            phrases: dict[str, list[str]] = {}
            for name in sorted(wanted):
                phrases |= _phrases(name, self._catalogue[name])
            self._lexicons[wanted] = Lexicon(phrases)
        return self._lexicons[wanted]

    def _state_flags(self, part: Part, asked: str | None) -> None:
        signs = {name: sign for name, sign in part.mentions if sign in {_YES, _NO}}
        for name, sign in signs.items():
            truth = (sign == _YES) != part.negated
            if truth and asked in signs and name != asked and self._shares_words(name, asked):
                continue
            part.facts[name] = truth

    def _shares_words(self, name: str, other: str | None) -> bool:
        return other is not None and bool(
            set(self._catalogue[name].true_words) & set(self._catalogue[other].true_words)
        )

    def _state_choices(self, part: Part, wanted: Collection[str]) -> None:
        for name, value in part.mentions:
            if value not in {_YES, _NO, _NAMED} and not part.negated:
                self._add_choice(part, name, value)
        untitled = " ".join(word.word for place, word in enumerate(part.sounds) if place not in part.titles)
        attributes = {} if part.negated else find_attributes(untitled)
        for name in _ATTRIBUTES:
            values = [value for value in attributes.get(name, []) if value in self._catalogue[name].choices]
            if values and name in wanted and (name not in part.facts or self._catalogue[name].many):
                self._add_choice(part, name, values[-1])
        if "district" in wanted and (districts := find_districts(untitled)):
            part.facts["district"] = districts[-1]

    def _add_choice(self, part: Part, name: str, value: str) -> None:
        fact, earlier = self._catalogue[name], part.facts.get(name)
        if fact.many:
            part.facts[name] = frozenset({value}) | (earlier if isinstance(earlier, frozenset) else frozenset())
        elif fact.ordered and isinstance(earlier, str):
            part.facts[name] = max(earlier, value, key=list(fact.choices).index)
        else:
            part.facts[name] = value

    def _measure(self, part: Part, quantity: Quantity, wanted: Collection[str], asked: str | None) -> None:
        name = self._measured(part, quantity, asked)
        if name is None or name not in wanted:
            return
        value = quantity.value
        if self._catalogue[name].kind == "money" and isinstance(value, float):
            value *= _WORKING_DAYS if part.says("daily") else _MONTHS if quantity.period == "month" else 1
        try:
            part.facts[name] = read_value(name, self._catalogue[name], value)
        except ValueError:
            return

    def _measured(self, part: Part, quantity: Quantity, asked: str | None) -> str | None:
        """The fact that a quantity measures, by its unit, the words beside it, and what was asked."""
        kind = self._catalogue[asked].kind if asked else None
        if quantity.kind == "number":
            return self._counted(part, quantity, asked)
        if quantity.kind == "age":
            if words("counted").find(_following(part, quantity)):
                return None
            return asked if kind == "number" and asked else "age"
        if quantity.kind == "money":
            return asked if kind == "money" else "income" if part.says("income") else None
        if quantity.kind == "land":
            return asked if kind == "area" else "land"
        if quantity.kind == "date":
            return asked if kind == "date" else _dated(part)
        if part.says("disability"):
            return "disability_percent"
        return asked if kind == "percent" else "marks"

    def _counted(self, part: Part, quantity: Quantity, asked: str | None) -> str | None:
        following = _following(part, quantity)
        if words("children").find(following):
            return "children"
        if asked is None or words("counted").find(following):
            return None
        kind = self._catalogue[asked].kind
        return asked if kind in _NUMERIC and (kind != "area" or quantity.value == 0) else None


def _following(part: Part, quantity: Quantity) -> list[Heard]:
    """The word after a quantity."""
    return heard(" ".join(_NEXT.findall(part.text[quantity.end :])[:1]))


def _phrases(name: str, fact: FactType) -> dict[str, list[str]]:
    """Ways to name the fact or its values."""
    if fact.kind == "flag":
        return {f"{name}={_YES}": [*fact.true_words], f"{name}={_NO}": [*fact.false_words]}
    if fact.kind == "choice":
        return {
            f"{name}={value}": [*choice.said, *([] if value in {"other", "none"} else [choice.hi, choice.en])]
            for value, choice in fact.choices.items()
        }
    own = load("data/fact_words.yaml")["income"] if name == "income" else []
    return {f"{name}={_NAMED}": [fact.words.hi, fact.words.en, *own]}


def _negated(part: Part) -> bool:
    outside = [hit for hit in words("negations").find(part.sounds) if hit.first not in part.taken]
    return bool(outside) or bool(words("leading_negations").find(part.sounds[:1]))


def _doubted(part: Part) -> bool:
    return bool(_doubts().find(part.sounds)) or part.says("refusals")


@lru_cache(maxsize=1)
def _doubts() -> Lexicon:
    return Lexicon(load("data/doubt.yaml"))


def _dated(part: Part) -> str | None:
    if part.says("birth"):
        return "birth_date"
    return "marriage_date" if part.says("marriage") else None


def _lone_number(part: Part, asked: str | None) -> Iterator[Quantity]:
    """An answer of a word or two may be a number that elsewhere would be another word ("do")."""
    if asked is not None and len(part.sounds) <= 2:
        for number in find_numbers(part.text):
            yield Quantity("number", number.value, number.start, number.end)
