"""A number told without its unit: land in bigha or acres, income by the month or by the year."""

from dataclasses import dataclass
from functools import lru_cache

from actions.people import words
from actions.reply import Option, Reply
from actions.tasks.answers import picked
from actions.tasks.base import State, option_choice
from actions.turn import Turn
from actions.words import say
from knowledge.rules.schema import FactType
from language.lexicon import Lexicon, heard
from language.normalise import normalise
from language.numbers import find_numbers
from language.quantities import find_quantities

UNITS = ("bigha", "acre", "hectare")
PERIODS = ("month", "year")
_MONTHS = 12
# Nobody's family lives on less in a year; nobody asks who has more in a month.
_LEAST_YEARLY, _MOST_MONTHLY = 1_000, 60_000


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
    numbers = find_numbers(normalise(turn.text))
    if len(numbers) != 1:
        return None
    number = numbers[0].value
    if fact.kind == "area" and value is None and number > 0:
        return Unclear(name, number, UNITS)
    if fact.kind == "money" and value == number and _LEAST_YEARLY <= number <= _MOST_MONTHLY and not _timed(turn):
        return Unclear(name, number, PERIODS)
    return None


def with_unit(turn: Turn, unclear: State) -> float | None:
    """The value, in hectares or rupees a year, once its unit has been named."""
    unit = picked(turn)
    if unit not in unclear["among"]:
        unit = next((hit.value for hit in _named().find(heard(turn.text)) if hit.value in unclear["among"]), None)
    if unit is None:
        return None
    if unit in PERIODS:
        return float(unclear["value"] * (_MONTHS if unit == "month" else 1))
    return float(find_quantities(f"{unclear['value']:g} {unit}")[0].value)


def ask_unit(turn: Turn, unclear: State, asks: str) -> Reply:
    options = tuple(
        Option(option_choice(unit), say(f"unit_{unit}", turn.language), say(f"unit_{unit}", turn.language))
        for unit in unclear["among"]
    )
    key = "ask_period" if set(unclear["among"]) == set(PERIODS) else "ask_unit"
    words_ = say(key, turn.language, value=f"{unclear['value']:g}")
    return Reply(turn.language, "ask", words_, options=options, verdict="need_more", asks=asks, private=True)


def _timed(turn: Turn) -> bool:
    sounds = heard(turn.text)
    return any(words(name).find(sounds) for name in ("monthly", "daily", "years", "yearly"))


@lru_cache(maxsize=1)
def _named() -> Lexicon:
    lists = {unit: [say(f"unit_{unit}", language) for language in ("hi", "en")] for unit in (*UNITS, *PERIODS)}
    return Lexicon(lists)
