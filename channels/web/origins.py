"""The sites on which the widget may be: their pages may call the web API, and show it in a frame."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware

from channels.errors import ForeignOrigin
from channels.settings import Settings

_PREFLIGHT_S = 7200
_ANYTHING_BELOW = r"[a-z0-9-]+(?:\.[a-z0-9-]+)*"


def pattern(origins: Sequence[str]) -> re.Pattern[str] | None:
    """Matches an allowed origin; `https://*.mp.gov.in` allows every host below that name, not the name itself."""
    if not origins:
        return None
    return re.compile("|".join(re.escape(origin).replace(r"\*", _ANYTHING_BELOW) for origin in origins))


def allow(app: FastAPI, settings: Settings) -> None:
    """Let pages of the allowed origins read our answers."""
    if allowed := pattern(settings.allowed_origins):
        app.add_middleware(
            CORSMiddleware,
            allow_origin_regex=allowed.pattern,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "X-Request-Id"],
            max_age=_PREFLIGHT_S,
        )


class OriginCheck:
    """Raises ForeignOrigin for a request that a browser makes for a page of another site than those allowed.

    Without it such a page could not read our answers, but could have us do things all the same.
    """

    def __init__(self, settings: Settings) -> None:
        self._allowed = pattern(settings.allowed_origins)
        self._own = urlsplit(settings.public_url).netloc

    def __call__(self, request: Request) -> None:
        origin = request.headers.get("origin")
        if origin is None:
            return
        host = urlsplit(origin).netloc
        if host and host in (request.headers.get("host"), self._own):
            return
        if self._allowed is None or not self._allowed.fullmatch(origin):
            raise ForeignOrigin


def frame_ancestors(origins: Sequence[str]) -> str:
    """The directive for pages that may be framed."""
    return " ".join(["frame-ancestors", "'self'", *origins])
