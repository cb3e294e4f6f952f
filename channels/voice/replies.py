"""The assistant's neutral replies as screens of a call. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from channels.replies import Option, Reply
from channels.spoken.portions import portions
from channels.spoken.text import spoken
from channels.voice.facts import divisions, may_be_kept, way_of, yes_no
from channels.voice.model import Capabilities
from channels.voice.screens import Choice, Screen, choice
from channels.voice.wording import listed, say
from channels.wording import Language

_NUMBERED = re.compile(r"^\s*\d+\. .*$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[।.?!])\s+")
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_WORD = re.compile(r"[^\s,।.?!]+")
_NO_DOUBT = ("confirmation", "consent")


def screen_of(replies: Sequence[Reply], can: Capabilities) -> Screen:
    """What the caller hears of these replies and may do then."""
    last = replies[-1]
    language, meta = last["lang"], last["meta"]
    asks = meta.get("asks")
    choices = _choices(last)
    screen = Screen(
        language,
        parts=portions(" ".join([*map(_speech, replies[:-1]), _by_ear(_speech(last), choices, last["lang"], can)])),
        choices=choices,
        asks=asks if asks and way_of(asks) != "open" else None,
        topic=meta.get("topic") if meta["kind"] == "answer" else None,
        names=tuple(spoken(name, language) for reply in replies for name in reply["meta"].get("names") or ()),
    )
    if asks and len(choices) == 1:
        return _beside(screen, asks, can)
    return _asking(screen, asks, can) if asks and not screen.choices else screen


def _beside(screen: Screen, asks: str, can: Capabilities) -> Screen:
    """A single option beside a number or words is no answer but a way around it."""
    if way_of(asks) in ("digits", "date"):
        return replace(screen, entry=asks, choices=(), instead=screen.choices[0])
    if way_of(asks) == "words" and can.dictation and not can.speech:
        return replace(screen, choices=(Choice("record", say("tell_option", screen.language)), *screen.choices))
    return screen


def _asking(screen: Screen, asks: str, can: Capabilities) -> Screen:
    """How the answer to a question without options is given."""
    match way_of(asks):
        case "digits" | "date":
            return replace(screen, entry=asks)
        case "district":
            return screen if can.speech else _by_division(screen)
        case "words":
            return screen if can.speech else _by_recording(screen, asks, can)
        case "yes_no":
            return replace(screen, choices=yes_no(screen.language, doubt=asks not in _NO_DOUBT))
        case _:
            return screen


def _by_division(screen: Screen) -> Screen:
    """A district in two steps."""
    question = _SENTENCE.split(" ".join(screen.parts))[0]
    parts = portions(f"{question} {say('division', screen.language)}")
    return replace(screen, parts=parts, choices=divisions(screen.language))


def _by_recording(screen: Screen, asks: str, can: Capabilities) -> Screen:
    """Words where none are understood: recorded if that is of use, else a person must hear them."""
    if can.dictation or (can.record and may_be_kept(asks)):
        return replace(screen, ending="record")
    ways = tuple(Choice(act, say(f"{act}_option", screen.language)) for act in ("person", "start"))
    return replace(screen, choices=ways)


def _speech(reply: Reply) -> str:
    """The words to say; a numbered list of the options is left out, for keys are said with them."""
    speech = _NUMBERED.sub("", reply["speech"]) if reply["options"] else reply["speech"]
    return spoken(speech, reply["lang"])


def _by_ear(speech: str, choices: Sequence[Choice], language: Language, can: Capabilities) -> str:
    """Without what is told with the keys anyhow: what to say, and the names of the choices."""
    sentences = _SENTENCE.split(speech)
    if choices or not can.speech:
        told = set(listed("words_say", language))
        sentences = [one for one in sentences if not set(_WORD.findall(one)) & told] or sentences
    named = [one for one in sentences if _names_several(one, choices)]
    asked_otherwise = any(one.endswith("?") for one in sentences if one not in named)
    heard = [_until_named(one, choices, asked_otherwise) if one in named else one for one in sentences]
    return " ".join(one for one in heard if one) or speech


def _names_several(sentence: str, choices: Sequence[Choice]) -> bool:
    return sum(choice.label in sentence for choice in choices) > 1


def _until_named(sentence: str, choices: Sequence[Choice], asked_otherwise: bool) -> str:
    """What comes before the names; a question stays as it is, unless another one asks the same."""
    if sentence.endswith("?"):
        return "" if asked_otherwise else sentence
    first = min(place for choice in choices if (place := sentence.find(choice.label)) >= 0)
    before = sentence[:first].strip(" ,")
    return f"{before}{sentence[-1]}" if len(before.split()) > 1 else ""


def _choices(reply: Reply) -> tuple[Choice, ...]:
    labels = [_label(option) for option in reply["options"]]
    plain = [_IN_BRACKETS.sub("", label) for label in labels]
    kept = plain if all(plain) and len(set(plain)) == len(plain) else labels
    ids = (option["id"] for option in reply["options"])
    return tuple(choice(f"choice:{id}", label, reply["lang"]) for id, label in zip(ids, kept, strict=True))


def _label(option: Option) -> str:
    """The short label, but not one that was cut in the middle of a word."""
    label, short = option["label"], option["short_label"]
    cut = label.startswith(short) and bool(label[len(short) :][:1].strip(" ,(/-"))
    return label if cut else short
