"""Of whom a message speaks: the citizen, or somebody they ask for."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from actions.words import load
from language.lexicon import Heard, Hit, Lexicon

SELF = "self"
SPOUSES = frozenset({"husband", "wife"})


@dataclass(frozen=True)
class Relation:
    """`household` people share the facts of the citizen's household."""

    gender: str | None
    household: bool
    says: dict[str, str]


@lru_cache(maxsize=1)
def relations() -> dict[str, Relation]:
    rows: dict[str, dict[str, Any]] = load("data/relations.yaml")
    return {name: Relation(row.get("gender"), row["household"], row["says"]) for name, row in rows.items()}


def speaker(sounds: list[Heard], taken: set[int]) -> str | None:
    """Whom a part of a message is about; None when it does not say. `taken` are words that state a fact."""
    related = next((hit for hit in _relations().find(sounds) if _is_subject(hit, sounds, taken)), None)
    spoken = any(hit.first not in taken for hit in words("first_person").find(sounds))
    if related is not None and (not spoken or _asked_for(related, sounds)):
        return related.value
    return SELF if spoken else None


def _is_subject(hit: Hit, sounds: list[Heard], taken: set[int]) -> bool:
    if any(place in taken for place in range(hit.first, hit.after)):
        return False
    owned = any(word.first >= hit.first - 2 and word.after <= hit.first for word in words("possessives").find(sounds))
    following = sounds[hit.after : hit.after + 1]
    pointed = bool(following) and (following[0].word[0].isdigit() or bool(words("after_relation").find(following)))
    return owned or pointed or (hit.first == 0 and hit.value in SPOUSES)


def _asked_for(hit: Hit, sounds: list[Heard]) -> bool:
    """ "... के लिए", "for my ..."."""
    after = [word.word for word in sounds[hit.after : hit.after + 2]]
    before = [word.word for word in sounds[max(0, hit.first - 2) : hit.first]]
    return after in (["के", "लिए"], ["ke", "liye"]) or "for" in before


@lru_cache(maxsize=1)
def _relations() -> Lexicon:
    return Lexicon({name: row["words"] for name, row in load("data/relations.yaml").items()})


@lru_cache(maxsize=32)
def words(name: str) -> Lexicon:
    """One list of fact_words.yaml."""
    return Lexicon({name: load("data/fact_words.yaml")[name]})
