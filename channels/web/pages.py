"""The pages that we serve ourselves: a department's page as an example, the assistant alone, and the privacy notice."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels.errors import NotFound
from channels.settings import Settings
from channels.web import widget
from channels.web.files import ASK_EACH_TIME, FOR_A_WHILE, File
from channels.web.origins import frame_ancestors
from channels.wording import LANGUAGES, Language

FOLDER = Path(__file__).parent / "pages"
_ASSETS = {".css", ".svg"}
_MAY_SPEAK = {"Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=()"}
_BASE = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self' data: blob:; style-src 'self'; "
_OWN_SCRIPTS = "script-src 'self'; connect-src 'self'; "
_NOT_FRAMED = "frame-ancestors 'none'"
# No script of anybody else, no markup made from text, and not a style beside those of the page's own file.
STRICTEST = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self'; style-src 'self'; script-src 'self'; "
    f"connect-src 'self'; require-trusted-types-for 'script'; trusted-types jan-sahayak; {_NOT_FRAMED}"
)
_NO_SCRIPT = _BASE + f"script-src 'none'; frame-src 'self'; {_NOT_FRAMED}"


def create_router(settings: Settings) -> APIRouter:
    """The pages; `/embed` may be framed by the origins allowed."""
    router = APIRouter(include_in_schema=False)
    usual = {"Content-Security-Policy": _BASE + _OWN_SCRIPTS + _NOT_FRAMED, **_MAY_SPEAK}
    alone = {
        "Content-Security-Policy": _BASE + _OWN_SCRIPTS + frame_ancestors(settings.allowed_origins),
        "Cross-Origin-Resource-Policy": "cross-origin",
        **_MAY_SPEAK,
    }
    policies = {
        "/": ("index", usual),
        "/privacy": ("privacy", usual),
        "/embed": ("embed", alone),
        "/demo/strict": ("index", {"Content-Security-Policy": STRICTEST, **_MAY_SPEAK}),
        "/demo/frame": ("frame", {"Content-Security-Policy": _NO_SCRIPT, **_MAY_SPEAK}),
    }
    for path, (name, headers) in policies.items():
        router.add_api_route(path, _Page(name, headers), methods=["GET"], name=path)
    router.add_api_route("/site/{name}", _asset, methods=["GET"])
    return router


class _Page:
    """One page in the language asked for."""

    def __init__(self, name: str, headers: dict[str, str]) -> None:
        self._files = {language: _file(name, language, headers) for language in LANGUAGES}

    async def __call__(self, request: Request, lang: str = "hi") -> Response:
        language: Language = "en" if lang == "en" else "hi"
        return self._files[language].answer(request)


def _file(name: str, language: Language, headers: dict[str, str]) -> File:
    page = f"{name}.{language}.html"
    launcher = widget.launcher()
    text = (FOLDER / page).read_text(encoding="utf-8")
    text = text.replace("{{launcher}}", launcher.name).replace("{{integrity}}", launcher.integrity)
    return File(page, text.encode(), ASK_EACH_TIME, headers)


@lru_cache(maxsize=1)
def _assets() -> dict[str, File]:
    return {
        path.name: File(path.name, path.read_bytes(), FOR_A_WHILE)
        for path in FOLDER.iterdir()
        if path.suffix in _ASSETS
    }


async def _asset(request: Request, name: str) -> Response:
    """A style sheet or a picture of the pages."""
    found = _assets().get(name)
    if found is None:
        raise NotFound
    return found.answer(request)
