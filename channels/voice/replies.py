"""The assistant's neutral replies as screens of a call. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from channels.replies import Reply
from channels.spoken.portions import portions
from channels.spoken.text import spoken
from channels.voice.facts import divisions, way_of, yes_no
from channels.voice.screens import Choice, Screen, choice
from channels.voice.wording import say

_NUMBERED = re.compile(r"^\s*\d+\. .*$", re.MULTILINE)
_NO_DOUBT = ("confirmation", "consent")
_SECTIONS = ("benefits", "eligibility", "documents", "how_to_apply", "fee", "time_limit", "contact", "status")


def screen_of(replies: Sequence[Reply], *, listens: bool) -> Screen:
    """What the caller hears of these replies and may do then; `listens` if words can be understood."""
    last = replies[-1]
    language, meta = last["lang"], last["meta"]
    asks = meta.get("asks")
    screen = Screen(
        language,
        parts=portions(" ".join(_speech(reply) for reply in replies)),
        choices=_choices(last),
        asks=asks if asks and way_of(asks) != "open" else None,
        topic=meta.get("topic") if meta["kind"] == "answer" else None,
    )
    return _asking(screen, asks, listens) if asks and not screen.choices else screen


def about(topic: str, screen: Screen) -> Screen:
    """What there is to know about a topic, to be chosen by keys."""
    language = screen.language
    sections = tuple(Choice(f"topic:{topic}:{section}", say(f"about_{section}", language)) for section in _SECTIONS)
    tasks = tuple(Choice(f"say:say_{task}", say(f"about_{task}", language)) for task in ("check", "apply"))
    return Screen(language, (say("about_intro", language),), choices=(*sections[:4], *tasks, *sections[4:]))


def _asking(screen: Screen, asks: str, listens: bool) -> Screen:
    """How the answer to a question without options is given."""
    match way_of(asks):
        case "digits":
            return replace(screen, entry=asks)
        case "district":
            return screen if listens else replace(screen, choices=divisions(screen.language))
        case "words":
            return screen if listens else replace(screen, ending="record")
        case "yes_no":
            return replace(screen, choices=yes_no(screen.language, doubt=asks not in _NO_DOUBT))
        case _:
            return screen


def _speech(reply: Reply) -> str:
    """The words to say; a numbered list of the options is left out, for keys are said with them."""
    speech = _NUMBERED.sub("", reply["speech"]) if reply["options"] else reply["speech"]
    return spoken(speech, reply["lang"])


def _choices(reply: Reply) -> tuple[Choice, ...]:
    return tuple(choice(f"choice:{option['id']}", option["short_label"], reply["lang"]) for option in reply["options"])
