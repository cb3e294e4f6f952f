"""Structured logs without content: no words of citizens, no identifiers, not even in exceptions."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import orjson
import structlog
from fastapi.telemetry import TelemetryConfig
from structlog.typing import EventDict, WrappedLogger

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

# FastAPI's own telemetry quotes exceptions and so citizens; ours is here and in metrics.py.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False
}  # fmt: skip
# asyncio writes values into its messages, as in "Task exception was never retrieved\nfuture: <Task …>".
_BEFORE_VALUES = re.compile(r"[^\n(<:'\"]*")


def configure() -> None:
    """Everything, the libraries' logs too, as lines of JSON on standard output."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_content,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_dumps)],
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=lambda event, **_: _dumps(event).decode()),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def without_content(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """An exception as its type and the places it passed, for its message may quote a citizen."""
    raised = _raised(event.pop("exc_info", None))
    if raised:
        event["error"] = raised[0].__name__
        event["where"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(raised[2])[-8:]]
    return event


def _library(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A library's own line is kept only as far as it is a constant of its code."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["event"] = _constant(record)
        event["logger"] = record.name
        event["exc_info"] = record.exc_info
        record.exc_info = record.exc_text = None
    return event


def _constant(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    words = _BEFORE_VALUES.match(record.msg) if record.name == "asyncio" else None
    return words[0] if words else record.msg


def _raised(given: Any) -> _ExcInfo | None:
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    found = given if isinstance(given, tuple) else sys.exc_info() if given else None
    return found if found and found[0] else None


def _dumps(event: Any, **_: Any) -> bytes:
    return orjson.dumps(event, default=lambda value: type(value).__name__)
