"""Stock Rasa 3.6.21, the baseline: its default pipeline and policies, trained once on our training data."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
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
    name = f"{stamps.fingerprint(_inputs(root), root)[:16]}-{epochs}"
    trained = FOLDER / f"{name}.tar.gz"
    if not trained.exists():
        _train(name, epochs, root)
    return trained


def _inputs(root: Path) -> Iterator[Path]:
    yield from (CONFIG, root / "domain.yml", root / "requirements" / "bot.lock")
    yield from (root / "nlu_data").rglob("*.yml")


def _train(name: str, epochs: int, root: Path) -> None:
    """From a copy of the inputs, so that they may change meanwhile."""
    copy = FOLDER / f"{name}.inputs"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root / "nlu_data", copy / "nlu_data")
    shutil.copy(root / "domain.yml", copy)
    config = CONFIG.read_text(encoding="utf-8")
    (copy / "config.yml").write_text(config.replace(f"epochs: {DEFAULT_EPOCHS}", f"epochs: {epochs}"), encoding="utf-8")
    print(f"Training stock Rasa on our examples, {epochs} epochs; once, it is kept in {FOLDER}.", flush=True)
    began = time.monotonic()
    command = [
        str(PYTHON),
        "-W",
        "ignore",
        "-m",
        "rasa",
        "train",
        "--data",
        "nlu_data",
        "--out",
        "made",
        "--fixed-model-name",
        name,
    ]
    if subprocess.run(command, cwd=copy, env={**os.environ, **QUIET, **_THREADS}, check=False).returncode:
        raise TrainingFailed
    (copy / "made" / f"{name}.tar.gz").replace(FOLDER / f"{name}.tar.gz")
    shutil.rmtree(copy)
    print(f"Trained in {time.monotonic() - began:.0f} s.", flush=True)
