"""A conduct as a plan: the words said now, and what the provider is to wait for. Pure."""

from __future__ import annotations

import re

from channels.spoken.numbers import cardinal
from channels.voice.facts import is_small, likely_words, most_digits, said_by_seven, way_of
from channels.voice.hearing import INSTEAD_KEY, MESSAGE_KEY, SPEAK_KEY
from channels.voice.model import Ask, Capabilities, Goto, HangUp, Last, Plan, Record, Say, Transfer
from channels.voice.screens import Conduct, Screen, pressed
from channels.voice.wording import listed, say
from channels.wording import Language

_QUESTION_S = 6
_DIGITS_S = 8
_MOST_HINTS = 100
_OFTEN_TOLD = 2
_HELPED_AT = 2
_SENTENCE = re.compile(r"(?<=[।.?!])\s+")


def planned(conduct: Conduct, turn: int, can: Capabilities, agent: str = "") -> Plan:
    """The same for the same conduct, so a request that comes again is answered again."""
    screen = conduct.screen
    match screen.ending:
        case "hang_up":
            return Plan(turn, _said(conduct, ""), HangUp())
        case "transfer":
            return Plan(turn, _said(conduct, ""), Transfer(agent))
        case "wait":
            return _waiting(conduct, turn, can)
        case "record":
            return Plan(turn, (), Record(_said(conduct, _record_tail(screen)), again=_once_more(screen.language)))
        case _:
            return Plan(turn, (), _question(conduct, can))


def _listens(conduct: Conduct, can: Capabilities) -> bool:
    return can.speech and not conduct.keys_only


def _waiting(conduct: Conduct, turn: int, can: Capabilities) -> Plan:
    if can.redirects:
        return Plan(turn, _said(conduct, ""), Goto())
    prompt = Say(say("wait_key", conduct.screen.language), conduct.screen.language)
    return Plan(turn, (), Ask((prompt,), conduct.screen.language))


def _question(conduct: Conduct, can: Capabilities) -> Last:
    screen, listens = conduct.screen, _listens(conduct, can)
    tail = _tail(conduct, can)
    digits = most_digits(screen.entry) if screen.entry and not screen.has_more else 1
    return Ask(
        _said(conduct, tail),
        screen.language,
        digits=digits,
        speech=listens,
        timeout_s=_DIGITS_S if digits > 1 else _QUESTION_S,
        hints=_hints(conduct) if listens else (),
        again=_again(screen, tail),
    )


def _said(conduct: Conduct, tail: str) -> tuple[Say, ...]:
    """All of the screen; after a failure, or when it was said already, only what the caller needs to answer."""
    screen = conduct.screen
    parts = _brief(screen) if conduct.failures or conduct.brief else screen.said
    again = say("help_keys", screen.language) if conduct.failures == _HELPED_AT else ""
    slowly = conduct.slowly
    words = (Say(text, screen.language, slowly) for text in (conduct.prefix, *parts, tail, again) if text)
    also = (Say(screen.also, "en" if screen.language == "hi" else "hi", slowly),) if screen.also else ()
    return (*words, *also)


def _brief(screen: Screen) -> tuple[str, ...]:
    if screen.plain or screen.ending != "ask":
        return screen.said
    if not screen.asks or not screen.said:
        return ()
    sentences = _SENTENCE.split(screen.said[-1])
    return (next((one for one in reversed(sentences) if one.endswith("?")), sentences[-1]),)


def _tail(conduct: Conduct, can: Capabilities) -> str:
    """What to do now."""
    screen, listens = conduct.screen, _listens(conduct, can)
    language = screen.language
    if screen.plain:
        return ""
    if screen.has_more:
        return say("more", language)
    if screen.entry:
        return _entry_tail(screen, screen.entry, listens)
    if screen.choices:
        return screen.menu(listens=listens)
    if screen.asks:
        return say("answer", language) if listens else ""
    return _open_tail(conduct, can)


def _open_tail(conduct: Conduct, can: Capabilities) -> str:
    """After an answer: all keys at first, then those that matter."""
    screen, listens, language = conduct.screen, _listens(conduct, can), conduct.screen.language
    new = conduct.answers <= _OFTEN_TOLD
    keys = [
        ("about_option", cardinal(1, language), bool(screen.topic)),
        ("speak_option", cardinal(int(SPEAK_KEY), language), can.dictation and not listens),
        ("message_option", cardinal(int(MESSAGE_KEY), language), can.messages and bool(screen.topic) and new),
        ("start_option", say("key_star", language), True),
        ("person_option", cardinal(0, language), not listens and (new or not screen.topic)),
    ]
    told = pressed(((say(label, language), key) for label, key, tells in keys if tells), language)
    return f"{say('open' if screen.topic else 'open_plain', language)} {told}" if listens else told


def _entry_tail(screen: Screen, fact: str, listens: bool) -> str:
    language = screen.language
    kind = "entry_date" if way_of(fact) == "date" else "entry"
    keys = [f"{kind}_or_say" if listens else kind]
    keys += ["entry_small"] if is_small(fact) else []
    keys += [f"entry_{said}"] if not screen.instead and (said := said_by_seven(fact)) else []
    told = [say(key, language) for key in keys]
    if screen.instead:
        told.append(pressed([(screen.instead.label, cardinal(int(INSTEAD_KEY), language))], language))
    return " ".join(told)


def _record_tail(screen: Screen) -> str:
    return say("record_complaint" if screen.asks == "complaint_text" else "record_question", screen.language)


def _again(screen: Screen, tail: str) -> tuple[Say, ...]:
    """What a provider that does not report silence says by itself before it gives up."""
    language = screen.language
    texts = (f"{say(key, language)} {tail or ' '.join(screen.said)}" for key in ("silence_again", "silence_keys"))
    return (*(Say(text.strip(), language) for text in texts), Say(say("goodbye_silent", language), language))


def _once_more(language: Language) -> tuple[Say, ...]:
    nothing = f"{say('recorded_nothing', language)} {say('record_again', language)}"
    return (Say(nothing, language), Say(say("goodbye_silent", language), language))


def _hints(conduct: Conduct) -> tuple[str, ...]:
    """Words that the caller is likely to say: choices, answers, topics in play, then what is asked most."""
    screen = conduct.screen
    offered = [choice.label for choice in screen.choices[screen.first :]]
    answers = likely_words(screen.asks, screen.language) if screen.asks else ()
    names = [name for one in (screen, *reversed(conduct.before)) for name in one.names]
    hints = dict.fromkeys((*offered, *answers, *names, *listed("hints", screen.language)))
    return tuple(hints)[:_MOST_HINTS]
