import asyncio
import os
import signal
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from supervisor.child import Child, StartError
from supervisor.kernel import birth
from supervisor.processes import Process
from supervisor.servers import ServerError

FOREVER = "import time\nprint('here', flush=True)\ntime.sleep(600)"
STUBBORN = f"import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n{FOREVER}"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", '''{STUBBORN}'''])
print(child.pid, flush=True)
child.wait()
"""

Start = Callable[..., Child]


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", textwrap.dedent(code))


@pytest.fixture
async def child(tmp_path: Path) -> AsyncIterator[Start]:
    made: list[Child] = []

    def make(code: str, **options: object) -> Child:
        process = Process("tiny", python(code), **options)  # type: ignore[arg-type]
        made.append(Child(process, {"GREETING": "namaste"}, tmp_path, lambda _child, _news: None))
        return made[-1]

    yield make
    for each in made:
        await each.stop()


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


async def is_up(child: Child, log: Path) -> int:
    await child.start()
    await until(lambda: "here" in log.read_text())
    return child.pid


async def test_a_child_killed_with_sigkill_is_restarted(child: Start, tmp_path: Path) -> None:
    tiny = child(FOREVER)
    first = await is_up(tiny, tmp_path / "tiny.log")

    os.kill(first, signal.SIGKILL)

    await until(lambda: tiny.pid not in (0, first))
    assert tiny.restarts == 1
    assert birth(tiny.pid)


async def test_a_child_that_ends_well_is_restarted_too(child: Start) -> None:
    tiny = child("pass")
    await tiny.start()
    await until(lambda: tiny.restarts >= 2)


async def test_a_child_that_keeps_dying_is_started_less_and_less_often(tmp_path: Path) -> None:
    told: list[str] = []
    process = Process("tiny", python("raise SystemExit(3)"))
    tiny = Child(process, {}, tmp_path, lambda _child, news: told.append(news))
    await tiny.start()
    await until(lambda: tiny.restarts >= 3)
    await tiny.stop()
    waits = [news.rpartition("; restart ")[2].partition(" ")[2] for news in told if "; restart " in news]
    assert waits[:3] == ["now", "in 0.5 s", "in 1 s"]


async def test_a_program_that_does_not_exist_is_reported_in_its_log(tmp_path: Path) -> None:
    news: list[str] = []
    process = Process("absent", (str(tmp_path / "no-such-program"),))
    absent = Child(process, {}, tmp_path, lambda _child, what: news.append(what))
    starting = asyncio.create_task(absent.start())
    await until(lambda: any("could not start" in what for what in news))
    assert "no-such-program" in (tmp_path / "absent.log").read_text()
    starting.cancel()
    await absent.stop()


async def test_a_failed_preparation_is_tried_again(child: Start, tmp_path: Path) -> None:
    tries: list[int] = []

    def prepare() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ServerError("not yet")

    await is_up(child(FOREVER, prepare=prepare), tmp_path / "tiny.log")
    assert len(tries) == 2


async def test_output_goes_to_the_childs_log(child: Start, tmp_path: Path) -> None:
    tiny = child("import os, sys; print(os.environ['GREETING']); sys.exit('and an error')")
    await tiny.start()
    await until(lambda: "and an error" in (tmp_path / "tiny.log").read_text())
    assert "namaste" in (tmp_path / "tiny.log").read_text()


async def test_a_child_may_give_way_to_others(child: Start, tmp_path: Path) -> None:
    tiny = child(FOREVER, gives_way=5)
    await is_up(tiny, tmp_path / "tiny.log")
    assert os.getpriority(os.PRIO_PROCESS, tiny.pid) - os.getpriority(os.PRIO_PROCESS, 0) == 5


async def test_starting_waits_until_the_child_is_ready(child: Start, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    tiny = child(
        f"import time, pathlib; time.sleep(0.3); pathlib.Path({str(mark)!r}).touch(); time.sleep(600)",
        is_ready=lambda _pid: mark.exists(),
    )
    await tiny.start()
    assert mark.exists()


async def test_a_child_that_does_not_become_ready_in_its_time_fails_the_start(child: Start) -> None:
    tiny = child(FOREVER, is_ready=lambda _pid: False, patience=0.3)
    with pytest.raises(StartError, match=r"tiny was not ready within 0\.3 s"):
        await tiny.start()


async def test_stopping_ends_the_child(child: Start, tmp_path: Path) -> None:
    tiny = child(FOREVER)
    pid = await is_up(tiny, tmp_path / "tiny.log")
    await tiny.stop()
    assert not birth(pid)
    assert tiny.state == "stopped"


async def test_a_child_that_ignores_sigterm_is_killed_after_its_grace(child: Start, tmp_path: Path) -> None:
    tiny = child(STUBBORN, grace=0.3)
    pid = await is_up(tiny, tmp_path / "tiny.log")
    await tiny.stop()
    assert not birth(pid)


async def test_what_a_child_started_ends_with_it(child: Start, tmp_path: Path) -> None:
    tiny = child(PARENT, grace=0.5)
    await is_up(tiny, tmp_path / "tiny.log")
    grandchild = int((tmp_path / "tiny.log").read_text().split()[0])
    await tiny.stop()
    await until(lambda: not birth(grandchild))


async def test_what_a_killed_child_started_does_not_outlive_it(child: Start, tmp_path: Path) -> None:
    tiny = child(PARENT, grace=0.5)
    pid = await is_up(tiny, tmp_path / "tiny.log")
    grandchild = int((tmp_path / "tiny.log").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not birth(grandchild))


async def test_stopping_does_not_wait_for_the_next_restart(child: Start) -> None:
    tiny = child("raise SystemExit(1)")
    await tiny.start()
    await until(lambda: tiny.restarts >= 3)
    before = time.monotonic()
    await tiny.stop()
    assert time.monotonic() - before < 0.5


async def test_a_once_only_child_is_awaited_and_not_restarted(child: Start, tmp_path: Path) -> None:
    tiny = child("print('migrated')", once=True)
    await tiny.start()
    assert tiny.state == "done"
    assert (tmp_path / "tiny.log").read_text() == "migrated\n"


async def test_a_once_only_child_that_fails_shows_the_end_of_its_log(child: Start) -> None:
    with pytest.raises(StartError, match=r"(?s)ended with status 1.*no such table"):
        await child("raise SystemExit('no such table')", once=True).start()


async def test_a_once_only_child_can_be_stopped_half_way(child: Start, tmp_path: Path) -> None:
    tiny = child(FOREVER, once=True)
    starting = asyncio.create_task(tiny.start())
    await until(lambda: (tmp_path / "tiny.log").exists() and "here" in (tmp_path / "tiny.log").read_text())
    pid = tiny.pid
    await tiny.stop()
    await starting
    assert not birth(pid)
