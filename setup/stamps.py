"""Fingerprints of inputs, written beside what was made from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

Stamp = dict[str, str]


def fingerprint(files: Iterable[Path], root: Path) -> str:
    """One hash over the names and contents of some files."""
    digest = hashlib.sha256()
    for file in sorted(files):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read(file: Path) -> Stamp:
    """The stamp last written, or an empty one: nothing was finished."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write(file: Path, stamp: Stamp) -> None:
    """Write whole or not at all, so that a stamp always tells the truth."""
    aside = file.with_suffix(".new")
    aside.write_text(json.dumps(stamp, indent=1, sort_keys=True), encoding="utf-8")
    aside.replace(file)
