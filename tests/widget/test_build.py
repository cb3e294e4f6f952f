from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from channels.web.widget import FOLDER, builds
from supervisor.settings import ROOT

WIDGET = ROOT / "widget"
BUDGETS = {"widget": 5 * 1024, "panel": 25 * 1024}


def sources() -> list[Path]:
    """What the build is made of, as widget/build.mjs lists it."""
    parts = [path for part in ("src", "styles", "messages") for path in (WIDGET / part).iterdir()]
    return sorted([*parts, WIDGET / "build.mjs", WIDGET / "package-lock.json"], key=str)


def test_the_committed_build_was_made_from_these_sources() -> None:
    digest = hashlib.sha256()
    for path in sources():
        digest.update(f"{path.relative_to(WIDGET).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    assert digest.hexdigest() == builds()["sources"], "run `npm ci && npm run build` in widget/"


@pytest.mark.parametrize("name", BUDGETS)
def test_scripts_and_styles_together_stay_within_the_budget(name: str) -> None:
    [built] = [FOLDER / one["name"] for one in builds()["current"] if one["name"].startswith(name)]
    assert len(gzip.compress(built.read_bytes(), 9)) <= BUDGETS[name]


def test_nothing_is_needed_at_run_time_and_every_tool_has_its_exact_version() -> None:
    package = json.loads((WIDGET / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in package
    assert all(version[0].isdigit() for version in package["devDependencies"].values())


def tool(name: str) -> str:
    """A tool of the widget's own, if `npm ci` has been run there."""
    path = WIDGET / "node_modules" / ".bin" / name
    if not (path.exists() and shutil.which("node")):
        pytest.skip("the widget's tools are not installed: npm ci --prefix widget")
    return str(path)


def test_building_again_gives_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    tool("esbuild")
    subprocess.run(["node", "build.mjs", str(tmp_path)], cwd=WIDGET, check=True, capture_output=True)
    for built in builds()["current"]:
        assert (tmp_path / built["name"]).read_bytes() == (FOLDER / built["name"]).read_bytes()


def test_types_are_sound() -> None:
    checked = subprocess.run([tool("tsc"), "--noEmit"], cwd=WIDGET, check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
