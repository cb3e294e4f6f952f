"""Photos, documents and places that come with a message or instead of words.

On the way through the core one is `photo:REFERENCE`, `document:REFERENCE` or `location:LATITUDE,LONGITUDE`, with what
was written to it in the lines below. The bot gets it as part of the text, and only while it asks for something that it
may belong to: to everything else it would be noise.
"""

from __future__ import annotations

# What the last reply asked for (docs/contributors/contracts.md).
WANTED = frozenset(
    {"complaint_text", "department", "district", "place", "confirmation", "document", "documents", "photo"}
)
_NOTICES = {"photo": "photo_kept", "document": "document_kept", "location": "location_noted"}


def enclosure(kind: str, content: str, words: str = "") -> str:
    """One as the value of a message; `kind` is photo, document or location."""
    return f"{kind}:{content}\n{words}".rstrip("\n")


def parted(value: str) -> tuple[str, str]:
    """The token with its line's end, and the words."""
    token, end, words = value.partition("\n")
    return token + end, words


def for_bot(value: str) -> str:
    """As the bot gets it: what was written, and a token."""
    token, words = parted(value)
    return f"{words}\n<{token.rstrip()}>".lstrip("\n")


def words_beside(value: str) -> str:
    """What was written to a photo or document; a place has only its name."""
    return "" if value.startswith("location:") else parted(value)[1]


def notice(value: str) -> str:
    """The key of what is said when nobody asked for it."""
    return _NOTICES[value.partition(":")[0]]
