"""A number told without its unit: land in bigha or acres, income by the month or by the year."""

from dataclasses import dataclass
from functools import lru_cache

from actions.people import words
from actions.reply import Option, Reply
from actions.tasks.answers import picked
from actions.tasks.base import State
from actions.tasks.choices import option_choice
from actions.turn import Turn
from actions.words import load, say
from knowledge.rules.schema import FactType
from language.lexicon import Lexicon, heard
from language.normalise import normalise
from language.numbers import find_numbers
from language.quantities import find_quantities

UNITS = ("bigha", "acre", "hectare")
PERIODS = {"day": 300, "month": 12, "year": 1}
SCALES = {"thousand": 1_000, "lakh": 100_000}
_ASKS = {
    "ask_unit": UNITS,
    "ask_scale": tuple(SCALES),
    "ask_period": tuple(PERIODS)[1:],
    "ask_period_short": tuple(PERIODS),
}
# "2" or "50" of income are lakhs or thousands; less than a thousand is of a day. Nobody's family lives on less than
# that in a year, and who has more than this in a month does not ask.
_MOST_SCALED, _LEAST_MONTHLY, _MOST_MONTHLY = 99, 1_000, 60_000


@dataclass(frozen=True)
class Unclear:
    """A number whose unit must be asked for."""

    fact: str
    value: float
    among: tuple[str, ...]

    def as_state(self) -> State:
        return {"fact": self.fact, "value": self.value, "among": list(self.among)}


def without_unit(turn: Turn, name: str, fact: FactType, value: object) -> Unclear | None:
    """The number in the answer, if nothing says what it counts. `value` is what was understood so far, or None."""
    numbers = find_numbers(normalise(turn.said))
    if len(numbers) != 1:
        return None
    number = numbers[0].value
    if fact.kind == "area" and value is None and number > 0:
        return Unclear(name, number, UNITS)
    return _lacking(name, fact, number) if value == number and not _timed(turn) else None


def with_unit(turn: Turn, unclear: State, fact: FactType) -> float | Unclear | None:
    """The value, in hectares or rupees a year, once its unit has been named; None when none was."""
    unit = picked(turn)
    if unit not in unclear["among"]:
        unit = next((hit.value for hit in _named().find(heard(turn.said)) if hit.value in unclear["among"]), None)
    if unit is None:
        return None
    name, value = unclear["fact"], unclear["value"]
    if unit in SCALES:
        return _lacking(name, fact, value * SCALES[unit]) or float(value * SCALES[unit])
    return float(value * PERIODS[unit]) if unit in PERIODS else float(find_quantities(f"{value:g} {unit}")[0].value)


def _lacking(name: str, fact: FactType, number: float) -> Unclear | None:
    """A sum of rupees that is too small to be taken as it stands."""
    if 0 < number <= _MOST_SCALED and (fact.kind == "money" or fact.like == "rupees"):
        return Unclear(name, number, tuple(SCALES))
    if fact.kind != "money" or not 0 < number <= _MOST_MONTHLY:
        return None
    periods = tuple(PERIODS) if number < _LEAST_MONTHLY else tuple(PERIODS)[1:]
    return Unclear(name, number, periods)


def ask_unit(turn: Turn, unclear: State, asks: str) -> Reply:
    options = tuple(
        Option(option_choice(unit), say(f"unit_{unit}", turn.language), say(f"unit_{unit}", turn.language))
        for unit in unclear["among"]
    )
    among = set(unclear["among"])
    key = next(key for key, units in _ASKS.items() if among == set(units))
    words_ = say(key, turn.language, value=f"{unclear['value']:g}")
    return Reply(turn.language, "ask", words_, options=options, verdict="need_more", asks=asks, private=True)


def _timed(turn: Turn) -> bool:
    sounds = heard(turn.said)
    return any(words(name).find(sounds) for name in ("monthly", "daily", "years", "yearly"))


@lru_cache(maxsize=1)
def _named() -> Lexicon:
    return Lexicon(load("data/fact_words.yaml")["unit_words"])
