"""Files that are served from memory: compressed once, named by a digest, and sent only if they have changed."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from fastapi import Request
from fastapi.responses import Response

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=600"
ASK_EACH_TIME = "no-cache"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}
# For files that any site may include; which sites may use the API is another matter.
FOR_ALL_SITES = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@dataclass(frozen=True)
class File:
    """A file's content and how it is served."""

    name: str
    content: bytes = field(repr=False)
    caching: str
    headers: Mapping[str, str] = field(default_factory=dict)
    compressed: bytes = field(init=False, repr=False)
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compressed", gzip.compress(self.content, 9, mtime=0))
        object.__setattr__(self, "tag", f'"{hashlib.sha256(self.content).hexdigest()[:20]}"')

    def answer(self, request: Request) -> Response:
        """The file, compressed if the client takes that; 304 if the client has it."""
        headers = {**self.headers, "Cache-Control": self.caching, "ETag": self.tag, "Vary": "Accept-Encoding"}
        if self.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        content = self.content
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["Content-Encoding"] = self.compressed, "gzip"
        return Response(content, headers=headers, media_type=_TYPES[PurePath(self.name).suffix])
