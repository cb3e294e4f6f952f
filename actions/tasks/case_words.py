"""Words by which people speak of their applications and complaints (data/case_words.yaml)."""

from functools import lru_cache

from actions.turn import Turn
from actions.words import load
from channels.tokens import ANY_TOKEN
from language.lexicon import Lexicon, heard

_SURE = 0.5


def says(what: str, turn: Turn) -> bool:
    """Whether the message has words of one of the lists."""
    return bool(_lexicon(what).find(heard(turn.text)))


def left_over(text: str, *lists: str) -> list[str]:
    """The words of a text, as normalised, that are in none of these lists."""
    words = heard(text)
    known = {place for what in lists for hit in _lexicon(what).find(words) for place in range(hit.first, hit.after)}
    return [word.word for place, word in enumerate(words) if place not in known]


def asks_further(turn: Turn) -> bool:
    """Whether the case is to go on to a higher officer."""
    return says("escalate", turn) or (says("higher", turn) and says("pass_on", turn))


def asks_again(turn: Turn, intent: str) -> bool:
    """Whether the case just shown is asked for once more."""
    return turn.probability(intent) >= _SURE or (says("status", turn) and is_bare(turn))


def is_bare(turn: Turn) -> bool:
    """Whether the message asks after a case and tells nothing of it."""
    known = ("status", "application", "complaint", "around_number", "around_asking")
    return len(left_over(ANY_TOKEN.sub(" ", turn.text), *known)) <= 1


def wants_code(turn: Turn) -> bool:
    """Whether another one-time code is asked for."""
    found = {hit.value for hit in _code_words().find(heard(turn.text))}
    return "resend" in found or ("code" in found and bool(found & {"another", "none_came"}))


@lru_cache(maxsize=1)
def _code_words() -> Lexicon:
    return Lexicon(load("data/resend.yaml"))


@lru_cache(maxsize=32)
def _lexicon(what: str) -> Lexicon:
    return Lexicon({what: load("data/case_words.yaml")[what]})
