"""The virtual environments: what each holds, and how it is made and renewed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from setup import stamps
from setup.progress import Step, run_logged
from setup.pythons import find_python

PIP_REMEDY = "Check the network and the free disk space, then run the same command again."
TORCH_REMEDY = (
    "The installed torch does not run: probably pip found the CUDA build, whose libraries we do not install. "
    "Tell pip where the CPU build is (PIP_FIND_LINKS or PIP_EXTRA_INDEX_URL), `make clean`, and run this again."
)


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is a pure function of a Python version and lock files."""

    name: str
    python: str
    locks: tuple[str, ...]
    torch: bool = False

    def steps(self, root: Path) -> Iterator[Step]:
        """What is left to do; nothing if the environment is as its locks say."""
        wanted = self._wanted(root)
        found = self._found(root)
        if wanted.items() <= found.items():
            return
        if not self._matches(found):
            yield Step(f"Making .venv/{self.name} with Python {self.python}", lambda: self._make(root))
        torch = wanted["torch"]
        if torch and found.get("torch") != torch:
            yield Step(f"Installing {torch} (CPU) into .venv/{self.name}", lambda: self._install_torch(root, torch))
        yield Step(
            f"Installing {' and '.join(self.locks)} into .venv/{self.name}",
            lambda: self._install(root, {**found, **wanted}),
        )

    def is_finished(self, root: Path) -> bool:
        """Whether it was ever made completely; an unfinished one is made anew."""
        return self._matches(self._found(root))

    def _wanted(self, root: Path) -> stamps.Stamp:
        locks = {lock: stamps.fingerprint([root / "requirements" / lock], root) for lock in self.locks}
        torch = (root / "requirements" / "torch.txt").read_text(encoding="ascii").strip() if self.torch else ""
        return {"python": self.python, "torch": torch, **locks}

    def _found(self, root: Path) -> stamps.Stamp:
        return stamps.read(self._stamp(root)) if self._interpreter(root).exists() else {}

    def _matches(self, found: stamps.Stamp) -> bool:
        return found.get("python") == self.python

    def _make(self, root: Path) -> None:
        python = find_python(self.python)
        shutil.rmtree(self._folder(root), ignore_errors=True)
        run_logged([str(python), "-m", "venv", str(self._folder(root))], self._log(root), PIP_REMEDY, cwd=root)

    def _install_torch(self, root: Path, torch: str) -> None:
        self._stamp(root).unlink(missing_ok=True)
        self._pip(root, torch)

    def _install(self, root: Path, stamp: stamps.Stamp) -> None:
        self._stamp(root).unlink(missing_ok=True)
        locks = [argument for lock in self.locks for argument in ("-r", str(root / "requirements" / lock))]
        self._pip(root, "--require-hashes", *locks)
        if self.torch:
            check = [str(self._interpreter(root)), "-c", "import torch"]
            run_logged(check, self._log(root), TORCH_REMEDY, cwd=root)
        stamps.write(self._stamp(root), stamp)

    def _pip(self, root: Path, *what: str) -> None:
        install = ("-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-deps")
        run_logged([str(self._interpreter(root)), *install, *what], self._log(root), PIP_REMEDY, cwd=root)

    def _folder(self, root: Path) -> Path:
        return root / ".venv" / self.name

    def _interpreter(self, root: Path) -> Path:
        return self._folder(root) / "bin" / "python"

    def _stamp(self, root: Path) -> Path:
        return self._folder(root) / "stamp.json"

    def _log(self, root: Path) -> Path:
        return root / "var" / "log" / "setup.log"


BOT = Environment("bot", "3.10", ("bot.lock",))
APP = Environment("app", "3.11", ("app.lock",), torch=True)
BOT_TESTS = Environment("bot", "3.10", ("bot.lock", "bot-dev.lock"))
APP_TESTS = Environment("app", "3.11", ("app.lock", "app-dev.lock"), torch=True)
