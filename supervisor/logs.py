"""Log files of bounded size."""

from __future__ import annotations

from pathlib import Path

LIMIT = 10_000_000
KEPT = 3


class RotatingLog:
    """Appends bytes to a file; when it is full, moves it aside and drops the oldest."""

    def __init__(self, path: Path, limit: int = LIMIT, kept: int = KEPT) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._limit = limit
        self._kept = kept
        self._file = path.open("ab", buffering=0)

    def write(self, data: bytes) -> None:
        """Add to the log."""
        if self._file.tell() + len(data) > self._limit:
            self._rotate()
        self._file.write(data)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _rotate(self) -> None:
        self._file.close()
        for age in range(self._kept, 0, -1):
            younger = self._aged(age - 1)
            if younger.exists():
                younger.replace(self._aged(age))
        self._file = self.path.open("ab", buffering=0)

    def _aged(self, age: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{age}") if age else self.path


def last_lines(path: Path, count: int = 15) -> str:
    """The end of a log, to show with an error."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
