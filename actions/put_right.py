"""A number that a message takes back beside the right one: "45, not 46", "45 likhna tha, galti se 46 dab gaya"."""

from actions.people import words
from language.lexicon import heard
from language.normalise import normalise
from language.quantities import Quantity, find_quantities

# "46 saal nahi": a unit may stand between.
_UNIT = 1


def without_mistakes(text: str) -> str:
    """The text without the numbers that it takes back; unchanged when no other of their kind is left."""
    normalised = normalise(text)
    found = find_quantities(normalised)
    wrong = [quantity for quantity in found if _is_taken_back(normalised, quantity)]
    right = [quantity for quantity in found if quantity not in wrong]
    taken = [quantity for quantity in wrong if any(_alike(quantity, other) for other in right)]
    for quantity in reversed(taken):
        normalised = normalised[: quantity.start] + normalised[quantity.end :]
    return normalised if taken else text


def _is_taken_back(text: str, quantity: Quantity) -> bool:
    before, after = heard(text[: quantity.start]), heard(text[quantity.end :])
    return any(hit.after == len(before) for hit in words("mistaken_before").find(before)) or any(
        hit.first <= _UNIT and not any(word.word[0].isdigit() for word in after[: hit.first])
        for hit in words("mistaken_after").find(after)
    )


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.kind == other.kind or "number" in (one.kind, other.kind)
