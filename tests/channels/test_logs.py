from __future__ import annotations

import logging
import subprocess
import sys

import orjson
import pytest
import structlog

from channels import logs


@pytest.fixture(autouse=True)
def _configured(capfd: pytest.CaptureFixture[str]) -> None:
    structlog.reset_defaults()


def lines(captured: pytest.CaptureFixture[bytes]) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in captured.readouterr().out.splitlines()]


def test_an_exception_is_logged_without_its_words() -> None:
    try:
        raise ValueError("my number is 9876543210")
    except ValueError as error:
        event = logs.without_content(None, "error", {"event": "failed", "exc_info": error})
    assert event["error"] == "ValueError"
    assert "9876543210" not in str(event)
    assert __file__ in str(event["where"])


def test_a_librarys_line_is_logged_without_its_values() -> None:
    record = logging.LogRecord("aiohttp", logging.ERROR, "file", 1, "could not send %s", ("9876543210",), None)
    event = logs._library(None, "error", {"event": record.getMessage(), "_record": record})
    assert event["event"] == "could not send %s"


RAISING = """
import asyncio, gc
from channels import logs

class Words:
    def __repr__(self):
        return "Words 9876543210"

def fail(words):
    raise ValueError("my number is 9876543210")

async def task():
    fail(Words())

async def main():
    asyncio.get_running_loop().call_soon(fail, Words())
    asyncio.create_task(task())
    await asyncio.sleep(0.01)
    gc.collect()

logs.configure()
asyncio.run(main())
"""


def test_what_asyncio_says_of_a_failed_task_or_callback_has_no_words_of_citizens() -> None:
    done = subprocess.run([sys.executable, "-c", RAISING], capture_output=True, text=True, check=True)
    assert "9876543210" not in done.stdout + done.stderr
    callback, task = (orjson.loads(line) for line in done.stdout.splitlines())
    assert callback["event"].startswith("Exception in callback fail")
    assert task["event"] == "Task exception was never retrieved"
    assert callback["error"] == task["error"] == "ValueError"
