"""How fast this machine is, by the light Rasa that the study behind the budgets measured on its own two cores.

The project of `rasa init` with sparse features, logistic regression and rules, no action server, 32 callers: 270 to
307 turns a second there (design, D5). The same, measured beside our turns, tells how long one of the study's
milliseconds is here.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import aiohttp
import yaml

from benchmarks.stock import PYTHON, trained
from benchmarks.systems import Stock
from setup import stamps
from supervisor.settings import ROOT

STUDY_PER_S = (270, 307)
NAME = "light Rasa, no action"
_OURS = Path(__file__).parent / "yardstick_project"
_RASAS = PYTHON.parents[1] / "lib" / "python3.10" / "site-packages" / "rasa" / "cli" / "initial_project"


@dataclass(frozen=True)
class Yardstick(Stock):
    """Hears its own project's messages, whatever the others are told."""

    name: str = NAME
    messages: tuple[str, ...] = ()

    async def turn(self, http: aiohttp.ClientSession, conversation: str, text: str) -> None:
        await super().turn(http, conversation, self.messages[crc32(text.encode()) % len(self.messages)])


def model() -> Path:
    """Its model; trained when there is none."""
    inputs = (_OURS / "config.yml", _OURS / "rules.yml", ROOT / "requirements" / "bot.lock")
    return trained(f"yardstick-{stamps.fingerprint(inputs, ROOT)[:16]}", _lay_out, "the light Rasa of the study")


def messages() -> tuple[str, ...]:
    """The examples of `rasa init`."""
    read = yaml.safe_load((_RASAS / "data" / "nlu.yml").read_text(encoding="utf-8"))
    return tuple(line.removeprefix("- ") for intent in read["nlu"] for line in intent["examples"].splitlines())


def study_ms(ms: float, per_s: float) -> float:
    """A time measured where the yardstick made `per_s` turns a second, as the study's machine would have had it."""
    return ms * per_s / (sum(STUDY_PER_S) / 2)


def _lay_out(project: Path) -> None:
    shutil.copy(_OURS / "config.yml", project)
    shutil.copy(_RASAS / "domain.yml", project)
    (project / "data").mkdir()
    shutil.copy(_RASAS / "data" / "nlu.yml", project / "data")
    shutil.copy(_OURS / "rules.yml", project / "data")
