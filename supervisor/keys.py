"""Secrets of a checkout: made once, kept in a file that only its owner can read."""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

NAMES = ("INTERNAL_TOKEN", "SIGNING_KEY", "VAULT_KEY", "REDIS_PASSWORD", "PAYMENT_WEBHOOK_SECRETS")


def keys(file: Path, surroundings: Mapping[str, str]) -> dict[str, str]:
    """Every secret by name: from the surroundings if given, else from the file, else made and kept."""
    kept = _read(file)
    missing = [name for name in NAMES if name not in kept]
    if missing:
        kept |= {name: _make() for name in missing}
        _write(file, kept)
    return {name: surroundings.get(name) or kept[name] for name in NAMES}


def _make() -> str:
    """32 random bytes in the form that Fernet, too, takes as a key."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    lines = file.read_text(encoding="ascii").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _write(file: Path, kept: Mapping[str, str]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = file.with_suffix(".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="ascii") as out:
        out.writelines(f"{name}={value}\n" for name, value in kept.items())
    aside.replace(file)
