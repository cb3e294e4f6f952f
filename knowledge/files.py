"""The files of a folder of knowledge."""

from pathlib import Path


def files(folder: Path, *endings: str) -> list[Path]:
    """In the order of their names; not the hidden ones, which editors make while they write."""
    return sorted(file for file in folder.glob("[!.]*") if file.suffix in endings)
