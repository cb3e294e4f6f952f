"""A number that a message takes back beside the right one: "45, not 46", "45 likhna tha, galti se 46 dab gaya"."""

import re

from actions.people import listed, words
from language.lexicon import Heard, heard
from language.normalise import normalise
from language.quantities import Quantity, find_quantities

_STOP = re.compile(r"[,;.?!\n\u0964]")
_NEAR = 6


def without_mistakes(text: str) -> str:
    """The text without the numbers that it takes back; unchanged when no other of their kind is left near them."""
    normalised = normalise(text)
    found = find_quantities(normalised)
    wrong = [quantity for quantity in found if _is_taken_back(normalised, quantity)]
    right = [quantity for quantity in found if quantity not in wrong]
    taken = [quantity for quantity in wrong if any(_may_be_meant(normalised, quantity, other) for other in right)]
    for quantity in reversed(taken):
        normalised = normalised[: quantity.start] + normalised[quantity.end :]
    return normalised if taken else text


def _is_taken_back(text: str, quantity: Quantity) -> bool:
    """By a word right before it, or right after it and its unit, in the same clause."""
    before = heard(_STOP.split(text[: quantity.start])[-1])
    after = _without_unit(heard(_STOP.split(text[quantity.end :])[0]))
    if any(hit.after == len(before) for hit in words("mistaken_before").find(before)):
        return True
    if any(hit.first == 0 for hit in words("mistaken_after").find(after)):
        return True
    denied = [hit for hit in words("negations").find(after) if hit.first == 0]
    return any(_ends_there(after[hit.after :]) for hit in denied)


def _without_unit(sounds: tuple[Heard, ...]) -> tuple[Heard, ...]:
    return sounds[1:] if sounds and sounds[0].word in listed("measured_in") else sounds


def _ends_there(rest: tuple[Heard, ...]) -> bool:
    """ "46 nahi", "46 nahi hai", "46 nahi 45", but not "2 nahi padhte"."""
    return not rest or rest[0].word[0].isdigit() or (len(rest) == 1 and rest[0].word in listed("copulas"))


def _may_be_meant(text: str, wrong: Quantity, right: Quantity) -> bool:
    """Whether the other number measures the same, and is said near it."""
    first, second = sorted((wrong, right), key=lambda quantity: quantity.start)
    alike = wrong.kind == right.kind or "number" in (wrong.kind, right.kind)
    return alike and len(heard(text[first.end : second.start])) <= _NEAR
