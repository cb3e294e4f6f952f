import json
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from supervisor import state
from supervisor.kernel import birth
from supervisor.ports import free_port
from supervisor.settings import ROOT
from supervisor.system import DidNotStart, current_system, running_system


class Started:
    """`python -m supervisor run` as a person starts it."""

    def __init__(self, data: Path, only: str, **environment: str) -> None:
        self.data = data
        self.surroundings = {**os.environ, "DATA_DIR": str(data), "PORT": str(free_port()), **environment}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "supervisor", "run", "--only", only],
            cwd=ROOT,
            env=self.surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until_ready(self) -> state.State:
        until(lambda: (now := state.running(self.data)) and now["state"] == "ready")
        now = state.running(self.data)
        assert now
        return now

    def command(self, name: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "supervisor", name]
        return subprocess.run(command, cwd=ROOT, env=self.surroundings, capture_output=True, text=True, check=False)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def started(data: Path, only: str = "redis", **environment: str) -> Iterator[Started]:
    run = Started(data, only, **environment)
    with run.process:
        try:
            yield run
        finally:
            run.process.terminate()


def pids(now: state.State) -> dict[str, int]:
    return {name: process["pid"] for name, process in now["processes"].items()}


def test_a_run_says_when_it_is_ready_and_where(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        now = run.until_ready()
        run.process.terminate()
        output, _ = run.process.communicate()
    assert f"Jan Sahayak is ready: {now['address']}" in output
    assert now["address"] == f"http://localhost:{run.surroundings['PORT']}"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stop_leaves_no_process_behind(tmp_path: Path, how: signal.Signals) -> None:
    with started(tmp_path, "postgres,redis") as run:
        children = pids(run.until_ready())
        run.process.send_signal(how)
        assert run.process.wait(30) == 0
    assert set(children) == {"postgres", "redis"}
    assert not [name for name, pid in children.items() if birth(pid)]
    assert state.read(tmp_path) is None


def test_stop_waits_until_all_is_gone(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        children = pids(run.until_ready())
        stopped = run.command("stop")
        assert (stopped.returncode, stopped.stdout) == (0, "Stopped.\n")
        assert not [name for name, pid in children.items() if birth(pid)]


def test_stopping_what_does_not_run_is_no_error(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        run.until_ready()
        run.command("stop")
        assert run.command("stop").stdout == "Not running.\n"
        assert run.command("status").returncode == 1


def test_status_shows_each_process_with_its_restarts(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        redis = pids(run.until_ready())["redis"]
        os.kill(redis, signal.SIGKILL)
        until(lambda: pids(run.until_ready())["redis"] not in (0, redis))
        shown = run.command("status")
    assert shown.returncode == 0
    lines = {line.split()[0]: line for line in shown.stdout.splitlines()}
    assert "running" in lines["redis"]
    assert "restarts 1" in lines["redis"]


def test_a_stop_during_the_start_is_clean(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        until(lambda: state.running(tmp_path))
        run.process.terminate()
        assert run.process.wait(30) == 0
    assert state.read(tmp_path) is None


def test_a_second_run_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        run.until_ready()
        with started(tmp_path) as second:
            _, error = second.process.communicate(timeout=30)
        assert second.process.returncode == 1
        assert "already runs" in error
        assert "make stop" in error
        assert set(run.until_ready()["processes"]) == {"redis"}


@pytest.mark.parametrize(
    ("process", "variable"), [("gateway", "PORT"), ("bot", "BOT_PORT"), ("actions", "ACTIONS_PORT")]
)
def test_a_taken_port_is_reported_before_anything_starts(tmp_path: Path, process: str, variable: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(tmp_path, f"redis,{process}", **{variable: str(port)}) as run:
            output, error = run.process.communicate(timeout=30)
    assert run.process.returncode == 1
    assert f"Port {port} is taken" in error
    assert f"make run {variable}={port + 1}" in error
    assert output == ""
    assert not (tmp_path / "redis").exists()


def test_a_failing_migration_stops_the_run_and_shows_why() -> None:
    nobody_there = {"DATABASE_URL": "postgresql://jan@127.0.0.1:1/none"}
    failed = pytest.raises(DidNotStart, match=r"(?s)migrate ended with status.*migrate\.log")
    with failed, running_system(nobody_there, only=["migrate"]):
        pass


def test_children_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        children = pids(run.until_ready())
        run.process.kill()
        until(lambda: not any(birth(pid) for pid in children.values()))


def test_a_run_after_a_killed_supervisor_recovers(tmp_path: Path) -> None:
    with started(tmp_path) as killed:
        before = pids(killed.until_ready())
        # Stopped, they cannot obey when they are told that their parent died.
        for pid in before.values():
            os.kill(pid, signal.SIGSTOP)
        killed.process.kill()
        killed.process.wait()
        with started(tmp_path) as run:
            after = pids(run.until_ready())
    assert not set(before.values()) & set(after.values())
    assert not [pid for pid in before.values() if birth(pid)]


def test_a_system_for_tests_does_not_outlive_the_tests() -> None:
    code = """
        import os, signal
        from supervisor.system import running_servers
        with running_servers() as servers:
            print(*servers.pids().values(), flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    children = [int(pid) for pid in killed.stdout.split()]
    assert len(children) == 2
    until(lambda: not any(birth(pid) for pid in children))


def test_the_written_state_is_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    with started(tmp_path) as run:
        run.until_ready()
        file = tmp_path / "supervisor.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert set(json.loads(file.read_text())) == {"pid", "born", "state", "address", "environment", "processes"}


def test_the_system_that_runs_from_this_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert current_system() is None
    with started(tmp_path) as run:
        address = run.until_ready()["address"]
        found = current_system()
    assert found
    assert found.base_url == address
    assert found.internal_token not in repr(found)
    assert current_system() is None
