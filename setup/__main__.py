"""`python -m setup [environments|tools|model|system|run|test]`: make the checkout ready for a purpose."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from setup import model
from setup.environments import APP, APP_TESTS, BOT, BOT_TESTS, Environment
from setup.errors import SetupError
from setup.progress import take
from supervisor.ports import DEFAULT_PORT, is_free

ROOT = Path(__file__).resolve().parent.parent
FIRST_TIME_BYTES = 6 * 1024**3

PURPOSES: dict[str, tuple[Environment, ...]] = {
    "environments": (BOT, APP),
    "tools": (BOT_TESTS, APP_TESTS),
    "model": (BOT,),
    "system": (BOT, APP),
    "run": (BOT, APP),
    "test": (BOT_TESTS, APP_TESTS),
}
NEED_MODEL = {"model", "system", "run", "test"}


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Prepare; say what was wrong and return 1 if that failed."""
    parser = argparse.ArgumentParser(prog="python -m setup", description=__doc__)
    parser.add_argument("purpose", nargs="?", default="environments", choices=PURPOSES)
    purpose = parser.parse_args(arguments).purpose
    try:
        prepare(purpose, root)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 0


def prepare(purpose: str, root: Path) -> None:
    """Do whatever this purpose still lacks."""
    if purpose == "run":
        check_port(int(os.environ.get("PORT") or DEFAULT_PORT))
    started = time.monotonic()
    with _alone(root):
        environments = PURPOSES[purpose]
        check_disk(environments, root)
        steps = list(chain.from_iterable(environment.steps(root) for environment in environments))
        take(steps + list(model.steps(root) if purpose in NEED_MODEL else ()))
    print(f"Set-up is complete ({time.monotonic() - started:.1f} s).", flush=True)


def check_port(port: int) -> None:
    """Refuse early: set-up takes minutes, and would be followed by this refusal."""
    if not is_free(port):
        raise SetupError(
            f"Port {port} is taken.",
            f"If by an earlier `make run` of this folder: `make stop`. Otherwise choose another: "
            f"`make run PORT={port + 1}`.",
        )


def check_disk(environments: Sequence[Environment], root: Path) -> None:
    """Refuse early: pip would fail half-way, with a worse message."""
    free = shutil.disk_usage(root).free
    if free < FIRST_TIME_BYTES and not all(environment.is_finished(root) for environment in environments):
        raise SetupError(
            f"Only {free / 1024**3:.1f} GB of disk space is free; the first set-up needs 6 GB.",
            f"Make room on the disk of {root}, then run this again.",
        )


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    folder = root / "var"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up of this folder is under way; waiting for it ...", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
