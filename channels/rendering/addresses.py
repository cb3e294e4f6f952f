"""Addresses in a reply as they open outside our own pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from channels.replies import Reply

_MAP = "https://www.openstreetmap.org/search?query="
_ASKED = re.compile(r"[?&]q=([^&]*)")


def opened(reply: Reply, base: str) -> Reply:
    """The reply with addresses that open anywhere: places on a map, our own paths below `base`, nothing else.

    What is not for the web, or is ours while we have no address, is left out.
    """
    return {
        **reply,
        "links": [one for link in reply["links"] if (one := _opened(link, base))],
        "attachments": [one for attachment in reply["attachments"] if (one := _opened(attachment, base))],
    }


def _opened(named: Mapping[str, str], base: str) -> dict[str, str] | None:
    url = named.get("url") or ""
    if url.startswith("geo:"):
        asked = _ASKED.search(url)
        return {**named, "url": _MAP + quote(unquote(asked[1]) if asked else url.removeprefix("geo:").split("?")[0])}
    if url.startswith("/") and not url.startswith("//"):
        return {**named, "url": base + url} if base else None
    return dict(named) if url.startswith(("https://", "http://")) else None
