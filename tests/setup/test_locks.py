"""What the lock files may and must hold."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = sorted(REQUIREMENTS.glob("*.lock"))
PINNED = re.compile(r"^([a-z0-9-]+)==\S+(?: ; [^\\]+)? \\$")
ALLOWED = re.compile(r"^(?:|#.*|    (?:--hash=sha256:[0-9a-f]{64}(?: \\)?|#.*))$")


def pinned(lock: Path) -> dict[str, str]:
    lines = (line for line in lock.read_text().splitlines() if PINNED.match(line))
    return dict(line.removesuffix(" \\").split("==", 1) for line in lines)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_pins_and_hashes_and_nothing_of_one_machine(lock: Path) -> None:
    unexpected = [line for line in lock.read_text().splitlines() if not PINNED.match(line) and not ALLOWED.match(line)]
    assert unexpected == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_no_lock_brings_cuda_or_torch_itself(lock: Path) -> None:
    assert [name for name in pinned(lock) if re.match(r"nvidia|cuda|triton|torch", name)] == []


def test_what_torch_needs_is_in_the_apps_lock() -> None:
    needed = {"filelock", "fsspec", "jinja2", "markupsafe", "mpmath", "networkx", "sympy", "typing-extensions"}
    assert needed <= pinned(REQUIREMENTS / "app.lock").keys()


@pytest.mark.parametrize("name", ["app", "bot"])
def test_the_tools_of_the_tests_change_no_version_of_what_runs(name: str) -> None:
    runs, tools = pinned(REQUIREMENTS / f"{name}.lock"), pinned(REQUIREMENTS / f"{name}-dev.lock")
    assert {each: tools[each] for each in tools.keys() & runs.keys()} == {
        each: runs[each] for each in tools.keys() & runs.keys()
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_all_that_is_asked_for_is_locked(lock: Path) -> None:
    wanted = re.findall(r"^([A-Za-z][\w-]*)", lock.with_suffix(".in").read_text(), re.MULTILINE)
    assert {name.lower() for name in wanted} - pinned(lock).keys() == set()
