"""Training Rasa's model when, and only when, its inputs changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from setup import stamps
from setup.progress import Step, run_logged

FILES = ("config.yml", "domain.yml", "requirements/bot.lock")
FOLDERS = ("bot", "language", "nlu_data", "knowledge/encoder/model")

QUIET = {"RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "TF_CPP_MIN_LOG_LEVEL": "2"}
REMEDY = "Mend what the log names, then run `make train`."


def steps(root: Path) -> Iterator[Step]:
    """A training, unless the newest model was made from just these inputs."""
    models = root / "models"
    wanted = {"inputs": stamps.fingerprint(inputs(root), root)}
    if stamps.read(models / "stamp.json") != wanted or not any(models.glob("*.tar.gz")):
        yield Step("Training the language understanding", lambda: _train(root, wanted))


def inputs(root: Path) -> Iterator[Path]:
    """The files that a model depends on."""
    yield from filter(Path.exists, (root / name for name in FILES))
    for folder in FOLDERS:
        files = (file for file in (root / folder).rglob("*") if file.is_file())
        yield from (file for file in files if "__pycache__" not in file.parts)


def _train(root: Path, stamp: stamps.Stamp) -> None:
    python = root / ".venv" / "bot" / "bin" / "python"
    run_logged([str(python), "-m", "bot.train"], root / "var" / "log" / "train.log", REMEDY, cwd=root, env=QUIET)
    stamps.write(root / "models" / "stamp.json", stamp)
