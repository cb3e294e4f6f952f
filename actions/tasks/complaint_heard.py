"""What a message says for a complaint: the matter itself, the department, the place, and what came with the words.

Channels that send them put `<location:22.95,81.07>`, `<photo:REFERENCE>`, `<document:REFERENCE>` or `<audio:REFERENCE>`
into the text; a reference names a stored upload.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from actions.people import listed, words
from actions.words import load
from channels.tokens import ANY_TOKEN
from language.lexicon import Lexicon, heard
from portal.complaints.departments import Matter, clear_matter, matter_of, named_department, subject_words
from portal.complaints.places import HeardPlace, filler_words, hear_place, place_words
from portal.outside.cm_helpline import Attachment

_LOCATION = re.compile(r"<location:(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)>")
_ATTACHMENT = re.compile(r"<(photo|document|audio):([\w-]{1,200})>")
_DANDA = unicodedata.lookup("DEVANAGARI DANDA")
_PART = re.compile(rf"[^,;{_DANDA}|\n!?]+[,;{_DANDA}|\n!?]*")
_ENOUGH = 4
_ENOUGH_WITH_SUBJECT = 2


@dataclass(frozen=True)
class HeardComplaint:
    """`text` is the matter itself, None when the message only asks to complain or only says where."""

    text: str | None
    department: str | None
    matter: Matter | None
    place: HeardPlace
    location: tuple[float, float] | None
    attachments: tuple[Attachment, ...]


def hear(message: str, district: str | None = None, *, asked: str | None = None) -> HeardComplaint:
    """`asked` is what the message answers: text, department, district or place."""
    words = ANY_TOKEN.sub(" ", message)
    place = hear_place(words, district, asked=asked in ("district", "place"))
    department = named_department(words, asked=asked == "department")
    matter = clear_matter(words, department) or (matter_of(department, words) if department else None)
    return HeardComplaint(
        _matter_text(message, asked), department, matter, place, _location(message), attachments_in(message)
    )


def _matter_text(message: str, asked: str | None) -> str | None:
    kept = without_attachments(message)
    if asked == "text":
        return kept if len(_content(kept)) >= _ENOUGH_WITH_SUBJECT else None
    if asked in ("district", "place", "department"):
        return None
    said = "".join(part for part in _PART.findall(kept) if _content(part)).strip(f" ,;{_DANDA}|\n")
    content, of_subject = _content(said), subject_words(said)
    enough = _ENOUGH_WITH_SUBJECT if of_subject else _ENOUGH
    return said if len(content) >= enough and any(word not in of_subject for word in content) else None


def _content(text: str) -> list[str]:
    """The words that tell what is the matter."""
    spoken = heard(ANY_TOKEN.sub(" ", text))
    asking = {place for hit in _asking().find(spoken) for place in range(hit.first, hit.after)}
    left_out = filler_words() | place_words(ANY_TOKEN.sub(" ", text))
    return [word.word for place, word in enumerate(spoken) if place not in asking and word.word not in left_out]


def without_attachments(message: str) -> str:
    """Only the words."""
    return " ".join(_ATTACHMENT.sub(" ", _LOCATION.sub(" ", message)).split())


def without_denied(message: str) -> str:
    """Without the name that is put right: "block Kesli nahi, Deori hai", "not Kesli, Deori"."""
    return " ".join(_denied().sub(" ", message).split())


@lru_cache(maxsize=1)
def _denied() -> re.Pattern[str]:
    after = "|".join(map(re.escape, sorted(listed("negations"), key=len, reverse=True)))
    before = "|".join(map(re.escape, load("data/complaint_words.yaml")["in_place_of"]))
    return re.compile(rf"[^\s,]+\s+(?:{after})(?=,?\s+\S)|(?<!\S)(?:{before})\s+[^\s,]+", re.IGNORECASE)


def only_asks(text: str) -> bool:
    """Whether every word asks for a complaint to be taken: "complent likhni h", and not "… nahi likhni"."""
    sounds = heard(text)
    lists = (_asking(), *map(words, ("first_person", "copulas", "particles")))
    known = {place for one in lists for hit in one.find(sounds) for place in range(hit.first, hit.after)}
    return len(known) == len(sounds)


def _location(message: str) -> tuple[float, float] | None:
    match = _LOCATION.search(message)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def attachments_in(message: str) -> tuple[Attachment, ...]:
    """What came with the words."""
    return tuple(
        Attachment.model_validate({"kind": kind, "reference": ref}) for kind, ref in _ATTACHMENT.findall(message)
    )


@lru_cache(maxsize=1)
def _asking() -> Lexicon:
    lists = load("data/complaint_words.yaml")
    return Lexicon({"asking": [*lists["asking"], *lists["again"], *lists["lodge"]]})
