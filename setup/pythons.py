"""Finding an interpreter of the version that an environment needs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from setup.errors import SetupError

_PROBE = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2], sys.executable)"


def find_python(version: str) -> Path:
    """The first interpreter of this version that really runs and can make environments."""
    for candidate in _candidates(version):
        found = _probe(candidate, version)
        if found:
            return found
    raise SetupError(
        f"Python {version} was not found, as python{version}, under ~/.pyenv/versions or through uv.",
        f"Install it with one of: `pyenv install {version}`, `uv python install {version}`, "
        f"or your system's packages python{version} and python{version}-venv; then run this again.",
    )


def _candidates(version: str) -> Iterator[str]:
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    installed = (Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python{version}")
    yield from sorted(map(str, installed), reverse=True)
    uv = shutil.which("uv")
    if uv:
        yield _output([uv, "python", "find", version])


def _probe(candidate: str, version: str) -> Path | None:
    # A pyenv shim exists for every version ever installed, and fails for most of them.
    found = _output([candidate, "-c", _PROBE]).split(maxsplit=1)
    if len(found) == 2 and found[0] == version:
        return Path(found[1])
    return None


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
