"""A plain page to talk to the assistant: static files, nothing inline."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from channels.errors import NotFound

_FOLDER = Path(__file__).parent / "page"
_FILES = {path.name: path for path in _FOLDER.iterdir() if path.is_file()}
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
router = APIRouter(include_in_schema=False)


@router.get("/")
async def page(request: Request) -> Response:
    """The page itself."""
    return FileResponse(_FOLDER / "index.html", media_type="text/html", headers={"Cache-Control": "no-cache"})


@router.get("/page/{name}")
async def file(request: Request, name: str) -> Response:
    """One of the page's files."""
    if name not in _FILES:
        raise NotFound
    path = _FILES[name]
    return FileResponse(path, media_type=_TYPES.get(path.suffix), headers={"Cache-Control": "no-cache"})
