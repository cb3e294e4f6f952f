"""Stock Rasa 3.6.21, the baseline: its default pipeline and policies, trained once on our training data."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from setup import stamps
from setup.model import QUIET
from supervisor.settings import ROOT

PYTHON = ROOT / ".venv" / "bot" / "bin" / "python"
FOLDER = ROOT / "var" / "bench" / "stock"
CONFIG = Path(__file__).parent / "stock_project" / "config.yml"
DEFAULT_EPOCHS = 100
_THREADS = {"TF_INTRA_OP_PARALLELISM_THREADS": "2", "TF_INTER_OP_PARALLELISM_THREADS": "2"}


class TrainingFailed(Exception):
    """Rasa said why, above."""


def model(epochs: int, root: Path = ROOT) -> Path:
    """The model of the inputs as they are now; trained when there is none.

    Fewer epochs than the default make it less sure of intents, and no faster or slower in use.
    """

    def lay_out(project: Path) -> None:
        shutil.copytree(root / "nlu_data", project / "data")
        shutil.copy(root / "domain.yml", project)
        config = CONFIG.read_text(encoding="utf-8").replace(f"epochs: {DEFAULT_EPOCHS}", f"epochs: {epochs}")
        (project / "config.yml").write_text(config, encoding="utf-8")

    name = f"{stamps.fingerprint(_inputs(root), root)[:16]}-{epochs}"
    return trained(name, lay_out, f"stock Rasa on our examples, {epochs} epochs")


def _inputs(root: Path) -> Iterator[Path]:
    yield from (CONFIG, root / "domain.yml", root / "requirements" / "bot.lock")
    yield from (root / "nlu_data").rglob("*.yml")


def trained(name: str, lay_out: Callable[[Path], None], what: str) -> Path:
    """The model of this name; if there is none it is trained in a folder of its own, which `lay_out` fills."""
    kept = FOLDER / f"{name}.tar.gz"
    if kept.exists():
        return kept
    project = FOLDER / f"{name}.inputs"
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir(parents=True)
    lay_out(project)
    print(f"Training {what}; once, it is kept in {FOLDER}.", flush=True)
    began = time.monotonic()
    command = [str(PYTHON), "-W", "ignore", "-m", "rasa", "train", "--out", "made", "--fixed-model-name", name]
    if subprocess.run(command, cwd=project, env={**os.environ, **QUIET, **_THREADS}, check=False).returncode:
        raise TrainingFailed
    (project / "made" / kept.name).replace(kept)
    shutil.rmtree(project)
    print(f"Trained in {time.monotonic() - began:.0f} s.", flush=True)
    return kept
