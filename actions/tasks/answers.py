"""Plain answers to a task's question: an option, yes or no, leaving."""

from collections.abc import Sequence
from functools import lru_cache

from actions.positions import chosen
from actions.tasks.choices import value_of
from actions.turn import Turn
from actions.words import load
from knowledge.search.about import names_a_section
from language.clauses import clauses
from language.lexicon import Heard, Lexicon, heard

_SURE = 0.5
_SHORT = 6


def picked(turn: Turn, ordinals: bool = True) -> str | None:
    """The value of the option tapped, pressed or named by its place; None when none of the open task's was."""
    choice = turn.entity("choice") if turn.intent == "choose_option" else _by_key(turn)
    if choice is None and ordinals:
        choice = _by_place(turn)
    return value_of(choice)


def place_picked(turn: Turn, many: int) -> int | None:
    """The place of the option picked in a list of so many, counted from 0."""
    place = picked(turn)
    return int(place) if place and place.isdecimal() and int(place) < many else None


def yes_or_no(turn: Turn) -> bool | None:
    """True for yes, False for no; emoji and keys (1, 2) count. None when it is neither."""
    if (choice := picked(turn, ordinals=False)) in {"yes", "no"}:
        return choice == "yes"
    if turn.key in {"1", "2"} and not turn.offered:
        return turn.key == "1"
    sounds = heard(turn.text)
    opening = next((at for at, word in enumerate(sounds) if word.word not in load("data/fillers.yaml")), 0)
    found = [(hit.first, hit.value) for hit in _lexicon("yes_no").find(sounds)]
    if found and (min(found)[0] <= opening or (len(turn.text.split()) <= _SHORT and not _asks_a_section(turn))):
        return min(found)[1] == "yes"
    if any(sign in turn.text for sign in load("data/yes_no_signs.yaml")["yes"]):
        return True
    if any(sign in turn.text for sign in load("data/yes_no_signs.yaml")["no"]):
        return False
    if turn.probability("affirm") >= _SURE:
        return True
    return False if turn.probability("deny") >= _SURE else None


def _asks_a_section(turn: Turn) -> bool:
    """ "Iska koi paisa to nahi lagta": no answer, though it has a "no" in it."""
    return turn.asking >= _SURE and names_a_section(turn.text)


def only_polite(turn: Turn) -> bool:
    """Whether nothing is said but a sign of thanks or pleading."""
    said = turn.text.strip()
    return bool(said) and not said.strip("".join(load("data/yes_no_signs.yaml")["polite"]) + " ")


def leaves(turn: Turn) -> bool:
    """Whether the citizen wants to drop the task: says so and little else, or begins with it and tells why."""
    if len(turn.text.split()) <= _SHORT + 2:
        return bool(_lexicon("leaving").find(heard(turn.text)))
    first, *others = clauses(turn.text)
    sounds = heard(first)
    return bool(others) and any(_is_no_word(sounds[: hit.first]) for hit in _lexicon("leaving").find(sounds))


def _is_no_word(sounds: Sequence[Heard]) -> bool:
    """Whether these are but "no" and words that mean nothing, as in "no no, leave it"."""
    hits = _lexicon("yes_no").find(sounds)
    denied = {place for hit in hits if hit.value == "no" for place in range(hit.first, hit.after)}
    fillers = load("data/fillers.yaml")
    return all(place in denied or word.word in fillers for place, word in enumerate(sounds))


def doubts(turn: Turn) -> bool:
    """Whether the answer is "I don't know"."""
    return turn.probability("dont_know") >= _SURE or bool(_lexicon("doubt").find(heard(turn.text)))


def _by_key(turn: Turn) -> str | None:
    if turn.key is None or not turn.key.isdigit() or not 0 < int(turn.key) <= len(turn.offered):
        return None
    return turn.offered[int(turn.key) - 1]


def _by_place(turn: Turn) -> str | None:
    return chosen(turn) if turn.offered and len(turn.text.split()) <= _SHORT else None


@lru_cache(maxsize=4)
def _lexicon(name: str) -> Lexicon:
    return Lexicon(load(f"data/{name}.yaml"))
