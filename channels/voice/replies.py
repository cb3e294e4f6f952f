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
    return _asking(screen, asks, can) if asks and not screen.choices else screen


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
    """Without sentences that only name the choices or say what to say: these are told with their keys."""
    told = set(listed("words_say", language)) if choices or not can.speech else set()
    sentences = _SENTENCE.split(speech)
    kept = [
        one for one in sentences
        if sum(choice.label in one for choice in choices) < 2 and not set(_WORD.findall(one)) & told
    ]  # fmt: skip
    return " ".join(kept or sentences)


def _choices(reply: Reply) -> tuple[Choice, ...]:
    return tuple(choice(f"choice:{option['id']}", _label(option), reply["lang"]) for option in reply["options"])


def _label(option: Option) -> str:
    """The short label, but not one that was cut in the middle of a word."""
    label, short = option["label"], option["short_label"]
    cut = label.startswith(short) and bool(label[len(short) :][:1].strip(" ,(/-"))
    return _IN_BRACKETS.sub("", label) if cut else short
