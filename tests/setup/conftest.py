"""A checkout in a temporary folder, and stand-ins for the Pythons of a machine."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# As an interpreter it answers the probe, makes environments that hold a copy of
# itself, and writes down how pip and the training were called.
STAND_IN = """#!/bin/sh
case "$1 $2" in
    "-c import ensurepip"*) echo "{version} $0" ;;
    "-c import torch") echo "torch" >> "{calls}"; [ ! -e "{broken_torch}" ] ;;
    "-m venv") echo "venv $3" >> "{calls}"; mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
    "-m pip") shift 2; echo "pip $*" >> "{calls}"
        if [ -e "{broken_pip}" ]; then echo "ERROR: no such release on this index" ; exit 1; fi ;;
    "-m bot.train") echo "train" >> "{calls}"
        if [ -e "{broken_train}" ]; then echo "ERROR: the story contradicts itself"; exit 1; fi
        mkdir -p models; touch models/jan.tar.gz ;;
esac
"""


@dataclass
class Machine:
    """A bare machine with one checkout on it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    def has_python(self, version: str, at: str = "bin") -> Path:
        names = ("calls", "broken_torch", "broken_pip", "broken_train")
        content = STAND_IN.format(version=version, **{name: self.folder / name for name in names})
        return self.has_program(f"{at}/python{version}", content)

    def has_program(self, name: str, content: str) -> Path:
        program = self.folder / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(content)
        program.chmod(0o755)
        return program

    def breaks(self, what: str) -> None:
        (self.folder / f"broken_{what}").touch()

    def mends(self, what: str) -> None:
        (self.folder / f"broken_{what}").unlink()

    def calls(self) -> list[str]:
        """What was called since last asked."""
        file = self.folder / "calls"
        lines = file.read_text().replace(f"{self.checkout}/", "").splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines

    def sets_up(self, purpose: str = "environments") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "setup", purpose],
            cwd=self.checkout,
            env={"HOME": str(self.folder), "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def bare_machine(tmp_path: Path) -> Machine:
    """Without any Python that we could use."""
    machine = Machine(tmp_path)
    for package in ("setup", "supervisor"):
        shutil.copytree(ROOT / package, machine.checkout / package, ignore=shutil.ignore_patterns("__pycache__"))
    (machine.checkout / "requirements").mkdir()
    for lock in ("bot.lock", "bot-dev.lock", "app.lock", "app-dev.lock"):
        (machine.checkout / "requirements" / lock).write_text(f"# {lock}\n")
    (machine.checkout / "requirements" / "torch.txt").write_text("torch==2.13.0\n")
    (machine.checkout / "bot").mkdir()
    (machine.checkout / "config.yml").write_text("language: hi\n")
    # Real Pythons in /usr/bin must not be found in place of the stand-ins.
    links = machine.folder / "tools"
    links.mkdir()
    for tool in ("sh", "cp", "mkdir", "touch"):
        os.symlink(shutil.which(tool) or tool, links / tool)
    machine.environment["PATH"] = f"{machine.folder / 'bin'}:{links}"
    return machine


@pytest.fixture
def machine(bare_machine: Machine) -> Machine:
    """With the two Pythons that we need."""
    bare_machine.has_python("3.10")
    bare_machine.has_python("3.11")
    return bare_machine
