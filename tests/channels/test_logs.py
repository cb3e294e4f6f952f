from __future__ import annotations

import logging

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
