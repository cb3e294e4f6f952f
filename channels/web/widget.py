"""The widget's built files: each under its own name for ever, the newest also under a short one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from channels.errors import NotFound
from channels.web.files import FOR_A_WHILE, FOR_ALL_SITES, FOR_EVER, File

FOLDER = Path(__file__).parent / "static"
router = APIRouter(prefix="/widget", include_in_schema=False)


@dataclass(frozen=True)
class Built:
    """A built file's name, and the digest by which a page can insist on it."""

    name: str
    integrity: str


@lru_cache(maxsize=1)
def builds() -> dict[str, Any]:
    """The manifest that widget/build.mjs writes."""
    manifest: dict[str, Any] = json.loads((FOLDER / "builds.json").read_text(encoding="utf-8"))
    return manifest


def launcher() -> Built:
    """What a page includes."""
    return Built(**builds()["current"][0])


@lru_cache(maxsize=1)
def _files() -> dict[str, File]:
    current, kept = builds()["current"], builds()["kept"]
    files = {
        built["name"]: File(built["name"], (FOLDER / built["name"]).read_bytes(), FOR_EVER, FOR_ALL_SITES)
        for built in [*current, *kept]
    }
    for built in current:
        short = f"{built['name'].partition('-')[0]}.js"
        files[short] = File(short, files[built["name"]].content, FOR_A_WHILE, FOR_ALL_SITES)
    return files


@router.get("/{name}")
async def file(request: Request, name: str) -> Response:
    """A built file."""
    found = _files().get(name)
    if found is None:
        raise NotFound
    return found.answer(request)
