"""Of whom a message speaks: the citizen, or somebody they ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from actions.words import load
from language.lexicon import Heard, Hit, Lexicon
from language.normalise import normalise
from language.numbers import find_numbers

SELF, OTHER = "self", "other"
_FOR, _AGED = 6, 3
SPOUSES = frozenset({"husband", "wife"})
# The two of a wedding: one is asked for, the other one is the partner.
BRIDE, GROOM = "bride", "groom"


@dataclass(frozen=True)
class Relation:
    """`household` people share the facts of the citizen's household; `spouse` is whom this one is married to."""

    gender: str | None
    household: bool
    says: dict[str, str]
    spouse: str | None = None


@lru_cache(maxsize=1)
def relations() -> dict[str, Relation]:
    rows: dict[str, dict[str, Any]] = load("data/relations.yaml")
    return {
        name: Relation(row.get("gender"), row["household"], row["says"], row.get("spouse"))
        for name, row in rows.items()
    }


def speaker(sounds: Sequence[Heard], taken: set[int], wedding: bool) -> str | None:
    """Whom a part of a message is about; None when it does not say. `taken` are words that state a fact; at a
    `wedding` "ladka" is no son. "I have the marksheet here" tells nothing of whose it is.
    """
    having = bool(words("having").find(sounds))
    spoken = having or any(is_first_person(word) for place, word in enumerate(sounds) if place not in taken)
    if wedding and not spoken:
        couple = next((hit.value for hit in _couple().find(sounds)), None)
        if couple:
            return couple
    related = next((hit for hit in _relations().find(sounds) if _is_subject(hit, sounds, taken)), None)
    if related is not None and (not spoken or _asked_for(related, sounds)):
        return related.value
    tells_nothing = not taken and not any(find_numbers(word.word) for word in sounds)
    return SELF if spoken and not (having and tells_nothing) else None


def related(sounds: Sequence[Heard]) -> list[str]:
    """The relations named, whoever they are to the one spoken of."""
    return [hit.value for hit in _relations().find(sounds)]


def spoken_of(last: str | None, sounds: Sequence[Heard]) -> str:
    """Whom "he" or "for her" means: the `last` one of whom something was told; without such a word the citizen."""
    return last if last and words("third_person").find(sounds) else SELF


def is_another(about: str, gender: object) -> bool:
    """Whether one of this gender can't be the relation spoken of until now."""
    return about != SELF and relations()[about].gender not in {None, gender} and gender is not None


def is_first_person(word: Heard) -> bool:
    """As it is written, for "मैं" sounds like "में"."""
    return word.word in listed("first_person")


def _is_subject(hit: Hit, sounds: Sequence[Heard], taken: set[int]) -> bool:
    if any(place in taken for place in range(hit.first, hit.after)):
        return False
    owners = [*words("possessives").find(sounds), *words("their").find(sounds)]
    owned = any(_belongs(hit, word, sounds) for word in owners)
    following = [word for word in sounds[hit.after : hit.after + 2] if not words("roughly").find([word])][:1]
    pointed = bool(following) and (
        bool(find_numbers(following[0].word)) or bool(words("after_relation").find(following))
    )
    begins = hit.first == 0 and hit.value in SPOUSES
    return owned or pointed or begins or _is_added(hit, sounds)


def _is_added(hit: Hit, sounds: Sequence[Heard]) -> bool:
    """ "And uncle?", "aur bhatiji private school me hai", but not "and brother, tell me"."""
    added = hit.first == 1 and sounds[0].word in listed("joining")
    alone = hit.after == len(sounds)
    return added and (sounds[1].word not in listed("called") if alone else sounds[-1].word in listed("copulas"))


def _belongs(hit: Hit, possessive: Hit, sounds: Sequence[Heard]) -> bool:
    """ "My daughter", "my younger daughter", "my 10 year old daughter"."""
    between = sounds[possessive.after : hit.first]
    aged = any(find_numbers(word.word) for word in between)
    return possessive.after <= hit.first and len(between) <= (_AGED if aged else 1)


def _asked_for(hit: Hit, sounds: Sequence[Heard]) -> bool:
    """ "... के लिए", "for my 10 year old ..."."""
    after, before = sounds[hit.after : hit.after + 2], sounds[max(0, hit.first - _FOR) : hit.first]
    return bool(words("for_after").find(after)) or bool(words("for_before").find(before))


@cache
def listed(name: str) -> frozenset[str]:
    """The single words of one list of fact_words.yaml, as they are written."""
    return frozenset(normalise(str(word)) for word in load("data/fact_words.yaml")[name])


@lru_cache(maxsize=1)
def _relations() -> Lexicon:
    """With "ji" after each, as one speaks of the elder."""
    rows: dict[str, dict[str, Any]] = load("data/relations.yaml")
    honours = ["", *sorted(listed("honour"))]
    return Lexicon({name: [f"{word}{ji}" for word in row["words"] for ji in honours] for name, row in rows.items()})


@lru_cache(maxsize=1)
def _couple() -> Lexicon:
    return Lexicon({role: load("data/fact_words.yaml")[role] for role in (BRIDE, GROOM)})


@cache
def words(name: str) -> Lexicon:
    """One list of fact_words.yaml."""
    return Lexicon({name: load("data/fact_words.yaml")[name]})
