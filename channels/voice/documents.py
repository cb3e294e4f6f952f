"""XML documents for providers: small, escaped, and never over their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from channels.spoken.portions import portions
from channels.voice.model import Say
from channels.wording import Language

LOCALES: dict[Language, str] = {"hi": "hi-IN", "en": "en-IN"}
SLOW = "80%"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MOST_SAID = 450


def element(name: str, attributes: Mapping[str, str] | None = None, content: str | Iterable[str] = "") -> str:
    """An element; `content` is text, or elements already made."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items())
    inner = escape(content) if isinstance(content, str) else "".join(content)
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def read_out(says: Iterable[Say]) -> Iterator[tuple[str, Say]]:
    """What is said, piece by piece: no longer than any provider takes."""
    return ((part, say) for say in says for part in portions(say.text, _MOST_SAID))


def paced(text: str, slowly: bool) -> str | list[str]:
    """What a voice that reads SSML says, at its own pace or slowly."""
    return [element("prosody", {"rate": SLOW}, text)] if slowly else text


def document(root: str) -> bytes:
    """The whole document in UTF-8."""
    return f"{HEAD}{root}".encode()
