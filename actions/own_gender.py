"""Whether somebody speaks as a woman or as a man: by what they call themselves, and by their verbs."""

import re
from collections.abc import Collection

from actions.people import is_first_person, words
from language.lexicon import Heard

_AM = re.compile(r"हूँ|हूं|हुँ|हुं|hu|hun|hoon|hoo")
_FEMALE = re.compile(r"(?:ती|रही|चुकी|की|वाली|गई|गयी|आई|हुई|ti|rahi|rhi|chuki|ki|wali|vali|gayi|gai|gyi|aayi|hui)$")
_MALE = re.compile(r"(?:आदमी|aadmi|ता|रहा|चुका|का|वाला|गया|आया|हुआ|ta|raha|rha|chuka|ka|wala|vala|gaya|gya|aaya|hua)$")
_OWN = {"का": "male", "ka": "male", "की": "female", "ki": "female"}
_FEMALE_WILL = re.compile(r"(?:[ूुउऊ][ँं]गी|ungi|oongi)$")
_MALE_WILL = re.compile(r"(?:[ूुउऊ][ँं]गा|unga|oonga)$")


def genders(sounds: list[Heard], titles: Collection[int]) -> set[str]:
    """Both, when the words tell of both; `titles` are places of words that tell nothing."""
    found = {sign for sign in ("female", "male") if any(hit.first not in titles for hit in words(sign).find(sounds))}
    if _speaks_of_age(sounds) and (said := _OWN.get(sounds[-1].word)):
        found.add(said)
    for place, word in enumerate(sounds):
        if _AM.fullmatch(word.word) and place:
            before = sounds[place - 1].word
            found |= {"female"} if _FEMALE.search(before) else {"male"} if _MALE.search(before) else set()
        elif _FEMALE_WILL.search(word.word):
            found.add("female")
        elif _MALE_WILL.search(word.word):
            found.add("male")
    return found


def _speaks_of_age(sounds: list[Heard]) -> bool:
    """ "Main 45 saal ka", "25 saal ki"."""
    if any(is_first_person(word) for word in sounds[:-1]):
        return True
    return len(sounds) > 1 and bool(words("years").find(sounds[-2:-1])) and not words("age_before").find(sounds)
