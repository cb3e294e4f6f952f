import shutil
import socket
import threading
import time
from collections.abc import Callable

import pytest

import setup.__main__ as command
from setup.environments import APP, BOT
from setup.errors import SetupError
from tests.setup.conftest import Machine

PIP = "pip install --no-input --disable-pip-version-check --no-deps"
BOT_INSTALLED = f"{PIP} --require-hashes -r requirements/bot.lock"
APP_INSTALLED = f"{PIP} --require-hashes -r requirements/app.lock"


def test_a_first_set_up_makes_both_environments_with_torch_before_what_needs_it(machine: Machine) -> None:
    done = machine.sets_up()
    assert done.returncode == 0, done.stderr
    assert machine.calls() == [
        "venv .venv/bot",
        BOT_INSTALLED,
        "venv .venv/app",
        f"{PIP} torch==2.13.0",
        APP_INSTALLED,
        "torch",
    ]


def test_progress_tells_the_step_of_how_many_and_its_seconds(machine: Machine) -> None:
    lines = machine.sets_up().stdout.splitlines()
    assert lines[0] == "[1/5] Making .venv/bot with Python 3.10 ..."
    assert lines[1] == "[1/5] Making .venv/bot with Python 3.10: done in 0 s"
    assert lines[-2].startswith("[5/5] ")
    assert lines[-1].startswith("Set-up is complete")


def test_a_finished_set_up_does_nothing_and_is_quick(machine: Machine) -> None:
    machine.sets_up()
    machine.calls()
    before = time.monotonic()
    assert machine.sets_up().returncode == 0
    assert time.monotonic() - before < 1
    assert machine.calls() == []


def test_a_changed_lock_is_installed_into_its_environment_alone(machine: Machine) -> None:
    machine.sets_up()
    machine.calls()
    (machine.checkout / "requirements" / "app.lock").write_text("# changed\n")
    machine.sets_up()
    assert machine.calls() == [APP_INSTALLED, "torch"]
    machine.sets_up()
    assert machine.calls() == []


def test_the_tests_tools_are_added_and_then_not_missed_by_a_run(machine: Machine) -> None:
    machine.sets_up()
    machine.calls()
    machine.sets_up("tools")
    assert machine.calls() == [
        f"{BOT_INSTALLED} -r requirements/bot-dev.lock",
        f"{APP_INSTALLED} -r requirements/app-dev.lock",
        "torch",
    ]
    machine.sets_up()
    machine.sets_up("tools")
    assert machine.calls() == []


def test_a_pip_failure_shows_the_last_lines_and_where_the_log_is(machine: Machine) -> None:
    machine.breaks("pip")
    done = machine.sets_up()
    assert done.returncode == 1
    assert "ERROR: no such release on this index" in done.stderr
    assert f"Its log: {machine.checkout}/var/log/setup.log" in done.stderr
    assert "failed after" in done.stdout


def test_a_set_up_that_failed_half_way_recovers_by_running_it_again(machine: Machine) -> None:
    machine.breaks("pip")
    machine.sets_up()
    machine.mends("pip")
    machine.calls()
    assert machine.sets_up().returncode == 0
    assert machine.calls()[:2] == ["venv .venv/bot", BOT_INSTALLED]


def test_an_update_that_failed_half_way_makes_the_environment_anew(machine: Machine) -> None:
    machine.sets_up()
    (machine.checkout / "requirements" / "bot.lock").write_text("# changed\n")
    machine.breaks("pip")
    assert machine.sets_up().returncode == 1
    machine.mends("pip")
    machine.calls()
    machine.sets_up()
    assert machine.calls() == ["venv .venv/bot", BOT_INSTALLED]


@pytest.mark.parametrize(
    "damage",
    [
        lambda machine: shutil.rmtree(machine.checkout / ".venv" / "bot"),
        lambda machine: (machine.checkout / ".venv" / "bot" / "bin" / "python").unlink(),
        lambda machine: (machine.checkout / ".venv" / "bot" / "stamp.json").write_text("{"),
    ],
    ids=["removed", "without its Python", "with a broken stamp"],
)
def test_a_damaged_environment_is_made_anew(machine: Machine, damage: Callable[[Machine], None]) -> None:
    machine.sets_up()
    machine.calls()
    damage(machine)
    machine.sets_up()
    assert machine.calls() == ["venv .venv/bot", BOT_INSTALLED]


def test_a_torch_that_does_not_run_is_reported_with_its_likely_cause(machine: Machine) -> None:
    machine.breaks("torch")
    done = machine.sets_up()
    assert done.returncode == 1
    assert "CUDA" in done.stderr
    assert "PIP_FIND_LINKS" in done.stderr


def test_a_taken_port_is_reported_before_anything_starts(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        machine.environment["PORT"] = str(port)
        done = machine.sets_up("run")
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert machine.calls() == []


def test_too_little_disk_space_is_reported_before_anything_starts(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**12, 0, 5 * 1024**3))
    with pytest.raises(SetupError, match=r"Only 5\.0 GB of disk space is free; the first set-up needs 6 GB"):
        command.check_disk([BOT, APP], machine.checkout)
    machine.sets_up()
    command.check_disk([BOT, APP], machine.checkout)


def test_two_set_ups_at_once_do_the_work_once(machine: Machine) -> None:
    threads = [threading.Thread(target=machine.sets_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert machine.calls().count(BOT_INSTALLED) == 1
