"""Which fact a number in a part of a message measures: by its unit, by the words around it, by what was asked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from actions.people import listed, words
from actions.phrases import Found
from actions.words import load
from knowledge.rules.schema import FactType
from knowledge.rules.values import Catalogue, FactValue, read_value
from language.lexicon import Heard, Lexicon, heard
from language.numbers import find_numbers
from language.quantities import Quantity

_WORD = re.compile(r"[\u0900-\u0963\u0970-\u097f]+|[a-z]+")
_SPELT = re.compile(r"[\u0900-\u0963\u0970-\u097f]+|[a-z']+")
_WORKING_DAYS, _MONTHS = 300, 12
# A wage above this is a year's; a smaller number beside "a month" is none of money.
_MOST_A_MONTH, _LEAST_SUM = 100_000, 100
_BESIDE, _TURNED = 2, 4
_COUNTED = 20
_FULL_MARKS = 100
# "The first child" may have younger ones, "the second" too often as well.
_FEW = 2
_PEOPLE = ("female", "male", "bride", "groom", "relatives")
_OLDEST, _FIRST_YEAR, _LAST_YEAR = 120, 1900, 2100
# The kinds of quantity that each kind of fact takes.
_FITTING = {
    "number": {"number", "age", "money"},
    "money": {"money", "number"},
    "percent": {"percent", "number"},
    "area": {"land"},
    "date": {"date"},
}
_OF_KIND = {"money": "money", "land": "area", "date": "date", "percent": "percent"}


@dataclass(frozen=True)
class Naming:
    """The words of a part, and where in it facts are named."""

    text: str
    sounds: Sequence[Heard]
    named: list[tuple[str, Found]]

    def says(self, name: str) -> bool:
        return bool(words(name).find(self.sounds))


class Measures:
    """The measures among some facts."""

    def __init__(self, catalogue: Catalogue, wanted: Iterable[str], scope: frozenset[str]) -> None:
        """`scope` are those of `wanted` that a rule asks for; the others are merely heard."""
        self._facts: Mapping[str, FactType] = {
            name: catalogue[name] for name in sorted(wanted) if catalogue[name].kind in _FITTING
        }
        self._scope = scope
        self._units = Lexicon({name: fact.units for name, fact in self._facts.items() if fact.units})

    def read(self, part: Naming, quantity: Quantity, asked: str | None) -> tuple[str, FactValue] | None:
        """The fact that is measured and its value; None when it measures none of these."""
        name = self._measured(part, quantity, asked)
        if name is None or (self._is_age(name) and part.says("to_come")):
            return None
        fact, value = self._facts[name], quantity.value
        if fact.kind == "money" and isinstance(value, float):
            value *= _times_a_year(part, quantity, value)
        try:
            return name, read_value(name, fact, value)
        except ValueError:
            return None

    def counts(self, part: Naming) -> Iterator[tuple[str, FactValue]]:
        """Things counted by a word: "ek bachcha", "teesri beti", "do kamre"."""
        for place, word in enumerate(part.sounds):
            following = [after for after in part.sounds[place + 1 : place + 4] if not words("particles").find([after])]
            for hit in self._units.find(following[:2]):
                value = _counting(word, in_a_row=self._facts[hit.value].like == "count")
                if hit.first == 0 and value is not None:
                    yield hit.value, value
        yield from self._grades(part)

    def _grades(self, part: Naming) -> Iterator[tuple[str, FactValue]]:
        """A place in a row that a rule asks for: "nauvi me hai"."""
        names = [name for name in self._scope if name in self._facts and self._facts[name].like == "place"]
        for hit in _grades().find(part.sounds) if names else ():
            yield names[0], float(hit.value)

    def countable(self, denied: Iterable[str]) -> list[str]:
        """Of the facts denied those of which there may be none: "koi aamdani nahi"."""
        listed = set(denied)
        return [
            name for name, fact in self._facts.items() if name in listed and fact.from_ == 0 and not self._is_age(name)
        ]

    def _measured(self, part: Naming, quantity: Quantity, asked: str | None) -> str | None:
        if by_unit := self._by_unit(part, quantity):
            return asked if asked in by_unit else self._nearest(part, quantity, by_unit) or by_unit[0]
        counted = quantity.kind != "date" and bool(words("counted").find(_following(part.text, quantity)[:1]))
        if counted:
            of_children = words("children").find(_following(part.text, quantity)[:1])
            return "children" if of_children and "children" in self._facts else None
        if words("ordinal_endings").find(_following(part.text, quantity)[:1]):
            return None
        fitting = [name for name in self._facts if self._fits(name, part, quantity, asked)]
        if nearest := self._nearest(part, quantity, fitting):
            return self._whose_age() if nearest == "age" else nearest
        if asked in fitting:
            return asked
        return self._usual(part, quantity, asked)

    def _by_unit(self, part: Naming, quantity: Quantity) -> list[str]:
        """Facts whose unit stands right after the number, or right before it ("class 9")."""
        after, before = _following(part.text, quantity)[:3], _preceding(part.text, quantity)
        hits = [hit for hit in self._units.find(after) if hit.first == 0]
        if not hits:
            ending = [hit for hit in self._units.find(before) if hit.after == len(before)]
            hits = [hit for hit in ending if self._facts[hit.value].like != "count"]
        return [name for name in dict.fromkeys(hit.value for hit in hits) if quantity.kind in {"number", "age"}]

    def _fits(self, name: str, part: Naming, quantity: Quantity, asked: str | None) -> bool:
        fact = self._facts[name]
        if name == "birth_year":
            return _is_year(quantity) and part.says("birth")
        if quantity.kind == "number" and fact.kind == "area":
            return quantity.value == 0 and name == asked
        if self._is_age(name):
            return quantity.kind == "age" or (quantity.kind == "number" and not _of_years(part, quantity))
        if quantity.kind == "age" and fact.like:
            return False
        return quantity.kind in _FITTING[fact.kind]

    def _nearest(self, part: Naming, quantity: Quantity, among: list[str]) -> str | None:
        """The fact named closest to the number."""
        place = len(heard(part.text[: quantity.start]))
        away: dict[str, float] = {}
        for name, hit in part.named:
            if name in among:
                distance = hit.first - place if hit.first > place else place - hit.last - 0.5
                away[name] = min(distance, away.get(name, distance))
        return min(away, key=lambda name: away[name], default=None)

    def _usual(self, part: Naming, quantity: Quantity, asked: str | None) -> str | None:
        """What such a quantity is when nothing says otherwise."""
        if quantity.kind == "age" or (quantity.kind == "number" and _says_age(part, quantity)):
            return self._whose_age()
        if "marks" in self._scope and quantity.kind == "number" and _is_scored(part, quantity):
            return "marks"
        if "birth_year" in self._facts and self._fits("birth_year", part, quantity, None):
            return "birth_year"
        if quantity.kind == "percent":
            names = ["disability_percent", "marks"] if part.says("disability") else ["marks", "disability_percent"]
            names.sort(key=lambda name: name not in self._scope)
        elif quantity.kind == "date":
            names = ["birth_date"] if part.says("birth") else ["marriage_date"] if part.says("marriage") else []
        elif quantity.kind in _FITTING["money"] and not asked and _lives_on(part, quantity):
            names = ["income"]
        else:
            names = {"land": ["land"], "money": [] if asked else self._in_rupees()}.get(quantity.kind, [])
        return next((name for name in names if name in self._facts), None) or self._only_one(quantity)

    def _whose_age(self) -> str | None:
        """A rule that asks only for another's age means that one."""
        others = [name for name in self._scope if name in self._facts and self._facts[name].like == "age"]
        if len(others) == 1 and "age" not in self._scope:
            return others[0]
        return "age" if "age" in self._facts else None

    def _in_rupees(self) -> list[str]:
        """The one sum that a rule asks for."""
        sums = [name for name in self._scope if name in self._facts and self._facts[name].like == "rupees"]
        return sums if len(sums) == 1 and "income" not in self._scope else []

    def _only_one(self, quantity: Quantity) -> str | None:
        """The one date of a rule."""
        kind = _OF_KIND.get(quantity.kind)
        found = [name for name in self._scope if name in self._facts and self._facts[name].kind == kind]
        return found[0] if len(found) == 1 and kind == "date" else None

    def _is_age(self, name: str) -> bool:
        return name == "age" or self._facts[name].like == "age"


def _times_a_year(part: Naming, quantity: Quantity, value: float) -> int:
    if part.says("daily"):
        return _WORKING_DAYS
    monthly = quantity.period == "month" or part.says("monthly")
    wage = part.says("wages") and value < _MOST_A_MONTH and not (quantity.period or part.says("yearly"))
    return _MONTHS if monthly or wage else 1


def _lives_on(part: Naming, quantity: Quantity) -> bool:
    """ "8000 mahina aata hai": a sum for a time, and no word of anything else that it could be for."""
    if not isinstance(quantity.value, float) or quantity.value < _LEAST_SUM:
        return False
    if not any(part.says(period) for period in ("daily", "monthly", "yearly")):
        return False
    rest = heard(" ".join(_WORD.findall(f"{part.text[: quantity.start]} {part.text[quantity.end :]}")))
    told = {
        place
        for name in ("daily", "monthly", "yearly", "coming_in", "roughly", "particles", "rupees")
        for hit in words(name).find(rest)
        for place in range(hit.first, hit.after)
    }
    return len(told) == len(rest)


def _following(text: str, quantity: Quantity) -> Sequence[Heard]:
    """The words after a number, up to the next number or stop."""
    return heard(" ".join(_WORD.findall(re.split(r"[\d,;.?!]", text[quantity.end :], maxsplit=1)[0])))


def _preceding(text: str, quantity: Quantity) -> Sequence[Heard]:
    return heard(" ".join(_WORD.findall(text[: quantity.start])[-_BESIDE:]))


def _is_year(quantity: Quantity) -> bool:
    return isinstance(quantity.value, float) and _FIRST_YEAR <= quantity.value < _LAST_YEAR


def _says_age(part: Naming, quantity: Quantity) -> bool:
    """ "35 ki vidhva hun", "58 ke hain": a number, ka, ki or ke, and somebody who is."""
    following = _following(part.text, quantity)
    if not isinstance(quantity.value, float) or not 0 < quantity.value <= _OLDEST:
        return False
    spelt = heard(" ".join(_SPELT.findall(part.text[: quantity.start])))
    preceding = [word for word in spelt if not words("roughly").find([word])][-2:]
    if any(hit.after == len(preceding) for hit in words("age_before").find(preceding)):
        return True
    if any(hit.first == 0 for hit in words("turned").find(following[:_TURNED])):
        return True
    told = bool(preceding) and preceding[-1].word in listed("before_age")
    named = preceding[:-1] if told else preceding[-1:] if not following else []
    if any(words(sign).find(named) for sign in _PEOPLE):
        return True
    if not following and preceding and preceding[-1].word in listed("of"):
        return True
    owned = bool(following) and following[0].word in listed("of")
    return owned and (len(following) == 1 or bool(words("verbs").find(following[1:4])))


def _is_scored(part: Naming, quantity: Quantity) -> bool:
    """ "Got 58 in 10th", "12vi me 76 aaye"."""
    value = quantity.value
    if not isinstance(value, float) or value > _FULL_MARKS or words("of_school").find(_preceding(part.text, quantity)):
        return False
    after, before = _following(part.text, quantity)[:1], _preceding(part.text, quantity)[-1:]
    return part.says("marks") and bool(words("scored_after").find(after) or words("scored").find(before))


def _of_years(part: Naming, quantity: Quantity) -> bool:
    """ "5 saal me", "in 5 years": a time in which something is; "60 saal ho gaye" may be an age."""
    following, preceding = _following(part.text, quantity), _preceding(part.text, quantity)
    if not any(hit.first == 0 for hit in words("years").find(following)):
        return False
    after = words("time_after").find(following[1:2])
    return bool(after or words("time_before").find(preceding[-1:]))


def _counting(word: Heard, in_a_row: bool) -> float | None:
    """The small number that a word says, as one of a row too ("third")."""
    if in_a_row and (ordinal := _ordinals().find([word])):
        return float(ordinal[0].value)
    numbers = [] if word.word[0].isdigit() else find_numbers(word.word)
    return numbers[0].value if numbers and numbers[0].value <= _COUNTED else None


@lru_cache(maxsize=1)
def _grades() -> Lexicon:
    return Lexicon({str(place): spellings for place, spellings in load("data/grades.yaml").items()})


@lru_cache(maxsize=1)
def _ordinals() -> Lexicon:
    rows = load("data/ordinals.yaml")
    return Lexicon({str(place): spellings for place, spellings in rows.items() if place > _FEW})
