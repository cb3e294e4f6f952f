"""What a caller means by keys, words or silence at one point of a call. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from channels.number_words import digits_of
from channels.text import clean, says_something
from channels.voice.asides import without_slowly
from channels.voice.facts import said_by_seven
from channels.voice.model import CallTurn
from channels.voice.screens import MOST_KEYS, Conduct, Screen
from channels.voice.wording import listed

_LEAST_CONFIDENCE = 0.3
EVERYWHERE = ("0", "9", "*")
SPEAK_KEY = "7"
INSTEAD_KEY = "7"
MESSAGE_KEY = "8"
_OURS = ("resume", "anew", "call_back", "start", "message", "goodbye", "heard")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`act` names what is to be done (acts.py), `words` are the caller's own."""

    act: str
    words: str = ""


def meaning(conduct: Conduct, turn: CallTurn) -> Meaning:
    """Never fails: what cannot be made out is "unheard" or "wrong_key"."""
    if turn.event in ("digits", "recording"):
        return _by_keys(conduct.screen, turn.digits)
    if turn.event == "speech":
        return _by_words(conduct.screen, turn)
    return Meaning("silence")


def _by_keys(screen: Screen, digits: str) -> Meaning:
    pressed = digits.rstrip("#")
    if not pressed:
        return Meaning("silence")
    if "*" in pressed:
        return Meaning("back")
    if pressed in EVERYWHERE:
        return Meaning("person" if pressed == "0" else "repeat")
    if screen.ending == "record":
        return Meaning("heard:again")
    if screen.entry and not screen.has_more:
        instead = _instead(screen, screen.entry) if pressed == INSTEAD_KEY else None
        return Meaning(instead) if instead else Meaning("digits", pressed)
    return Meaning(_act_of(screen, pressed) or "wrong_key")


def _instead(screen: Screen, fact: str) -> str | None:
    if screen.instead:
        return screen.instead.act
    return f"say:say_{said}" if (said := said_by_seven(fact)) else None


def _act_of(screen: Screen, pressed: str) -> str | None:
    if screen.has_more:
        return {"1": "more", SPEAK_KEY: "record"}.get(pressed)
    if len(pressed) == 1 and (act := screen.act_of(int(pressed))):
        return act
    if pressed in (SPEAK_KEY, MESSAGE_KEY):
        return "record" if pressed == SPEAK_KEY else "message"
    return "about" if pressed == "1" and screen.topic and not screen.choices else None


def _by_words(screen: Screen, turn: CallTurn) -> Meaning:
    words = clean(turn.text)
    if not says_something(words):
        return Meaning("silence")
    if turn.confidence is not None and 0 < turn.confidence < _LEAST_CONFIDENCE:
        return Meaning("unheard")
    if without_slowly(words) == "":
        return Meaning("slowly")
    plain = words.rstrip("।.!? ").casefold()
    if screen.has_more and plain in listed("words_more", screen.language):
        return Meaning("more")
    if (key := _key_named(plain)) and not screen.entry and (act := _act_of(screen, key)):
        return Meaning(act)
    return _by_yes_or_no(screen, plain) or Meaning("words", words)


def _key_named(plain: str) -> str | None:
    digit = plain if plain.isdigit() else digits_of(plain)
    return digit if digit and digit.isdigit() and 0 < int(digit) <= MOST_KEYS else None


def _by_yes_or_no(screen: Screen, plain: str) -> Meaning | None:
    """On our own screens yes is the first choice and no the second; the assistant's questions it hears itself."""
    ours = [choice.act for choice in screen.choices if choice.act.partition(":")[0] in _OURS]
    if len(ours) < 2:
        return None
    if plain in listed("words_yes", screen.language):
        return Meaning(ours[0])
    return Meaning(ours[1]) if plain in listed("words_no", screen.language) else None
