"""Days told by how long ago they were: "six months ago", "पिछले हफ्ते", "kal"."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from actions.people import words
from actions.words import load
from language.lexicon import Heard, Lexicon, heard
from language.numbers import find_numbers
from language.quantities import Quantity

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NEAR = 3
_LONGEST = 150 * _DAYS["year"]


def find_days_ago(text: str, today: date) -> Iterator[Quantity]:
    """Each as a date, where the number or the word stands."""
    for number in find_numbers(text):
        following = heard(text[number.end :])[:_NEAR]
        unit = next((hit for hit in _units().find(following) if hit.first == 0), None)
        days = number.value * _DAYS[unit.value] if unit else _LONGEST
        if unit and days < _LONGEST and words("ago").find(following[unit.after :]):
            yield _quantity(today, days, number.start, number.end)
    sounds = heard(text)
    for hit in words("last_time").find(sounds):
        unit = next((unit for unit in _units().find(sounds[hit.after : hit.after + 1])), None)
        if unit:
            yield _quantity(today, _DAYS[unit.value], *_span(text, sounds, hit.first))
    for hit in words("yesterday").find(sounds):
        yield _quantity(today, 1, *_span(text, sounds, hit.first))


def _quantity(today: date, days: float, start: int, end: int) -> Quantity:
    return Quantity("date", (today - timedelta(days=round(days))).isoformat(), start, end, rough=True)


def _span(text: str, sounds: Sequence[Heard], place: int) -> tuple[int, int]:
    start = max(text.find(sounds[place].word), 0)
    return start, start + len(sounds[place].word)


@lru_cache(maxsize=1)
def _units() -> Lexicon:
    return Lexicon(load("data/fact_words.yaml")["units_of_time"])
