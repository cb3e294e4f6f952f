"""Whether somebody speaks as a woman or as a man: by what they call themselves, and by their verbs."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from actions.people import is_first_person, listed, words
from actions.words import load
from language.lexicon import Heard
from language.normalise import normalise

SIGNS = ("female", "male")


def genders(sounds: Sequence[Heard], titles: Collection[int]) -> set[str]:
    """Both, when the words tell of both; `titles` are places of words that tell nothing."""
    found = {sign for sign in SIGNS if any(hit.first not in titles for hit in words(sign).find(sounds))}
    for sign in SIGNS:
        before_am, will, own = _endings(sign)
        if _speaks_of_age(sounds) and sounds[-1].word in own:
            found.add(sign)
        for place, word in enumerate(sounds):
            am = bool(place) and word.word in listed("am")
            if will.search(word.word) or (am and before_am.search(sounds[place - 1].word)):
                found.add(sign)
    return found


def _speaks_of_age(sounds: Sequence[Heard]) -> bool:
    """ "Main 45 saal ka", "25 saal ki"."""
    if any(is_first_person(word) for word in sounds[:-1]):
        return True
    return len(sounds) > 1 and bool(words("years").find(sounds[-2:-1])) and not words("age_before").find(sounds)


@lru_cache(maxsize=2)
def _endings(sign: str) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """What stands before "am" ("karti hu"), how verbs of the future end ("karungi"), and "of" ("45 saal ki")."""
    rows = load("data/own_gender.yaml")[sign]
    before, will = ("|".join(map(re.escape, map(normalise, rows[name]))) for name in ("before_am", "will"))
    return re.compile(f"(?:{before})$"), re.compile(f"(?:{will})$"), frozenset(map(normalise, rows["of"]))
