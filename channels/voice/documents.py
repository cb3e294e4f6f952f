"""XML documents for providers: small, escaped, and never over their size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

SLOW = "80%"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def element(name: str, attributes: Mapping[str, str] | None = None, content: str | Iterable[str] = "") -> str:
    """An element; `content` is text, or elements already made."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in (attributes or {}).items())
    inner = escape(content) if isinstance(content, str) else "".join(content)
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def paced(text: str, slowly: bool) -> str | list[str]:
    """What a voice that reads SSML says, at its own pace or slowly."""
    return [element("prosody", {"rate": SLOW}, text)] if slowly else text


def document(root: str) -> bytes:
    """The whole document in UTF-8."""
    return f"{HEAD}{root}".encode()
