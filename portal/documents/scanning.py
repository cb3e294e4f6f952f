"""The virus scanner: an interface, clamd over its socket, any command, and none."""

from __future__ import annotations

import asyncio
import shlex
import struct
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from portal.documents.errors import ScannerUnavailable

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 1000
_log = structlog.get_logger(__name__)


class Scanner(Protocol):
    """Raises ScannerUnavailable when it cannot say; then nothing is kept, by decision."""

    async def is_harmful(self, content: bytes) -> bool:
        """Whether something was found in this file."""


class NoScanner:
    """Where none is set up: what is kept was only looked at (inspection.py)."""

    async def is_harmful(self, content: bytes) -> bool:
        return False


class ClamdScanner:
    """ClamAV's daemon, by INSTREAM; `path` of its Unix socket, or host and port."""

    def __init__(self, deadline_s: float, *, path: str = "", host: str = "", port: int = 3310) -> None:
        self._deadline_s = deadline_s
        self._path = path
        self._host = host
        self._port = port

    async def is_harmful(self, content: bytes) -> bool:
        try:
            async with asyncio.timeout(self._deadline_s):
                answer = await self._ask(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise _cannot_say(type(error).__name__) from None
        if answer.endswith(b"FOUND"):
            _log.warning("documents.harmful", finding=answer.removeprefix(b"stream: ").decode(errors="replace"))
            return True
        if answer != b"stream: OK":
            raise _cannot_say("answer")
        return False

    async def _ask(self, content: bytes) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for begin in range(0, len(content), _CHUNK):
                chunk = content[begin : begin + _CHUNK]
                writer.write(struct.pack("!I", len(chunk)) + chunk)
                await writer.drain()
            writer.write(struct.pack("!I", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:_LONGEST_ANSWER].rstrip(b"\0\n")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path:
            return await asyncio.open_unix_connection(self._path)
        return await asyncio.open_connection(self._host, self._port)


class CommandScanner:
    """Any program that reads the file from its input and ends with 0 (clean) or 1 (found), as clamdscan does."""

    def __init__(self, command: str, deadline_s: float) -> None:
        self._command = shlex.split(command)
        self._deadline_s = deadline_s

    async def is_harmful(self, content: bytes) -> bool:
        nowhere = asyncio.subprocess.DEVNULL
        try:
            program = await asyncio.create_subprocess_exec(
                *self._command, stdin=asyncio.subprocess.PIPE, stdout=nowhere, stderr=nowhere
            )
        except OSError as error:
            raise _cannot_say(type(error).__name__) from None
        try:
            async with asyncio.timeout(self._deadline_s):
                await program.communicate(content)
        except TimeoutError:
            raise _cannot_say("deadline") from None
        finally:
            if program.returncode is None:
                program.kill()
                await program.wait()
        if program.returncode not in (0, 1):
            raise _cannot_say(f"status {program.returncode}")
        return program.returncode == 1


def scanner(address: str, deadline_s: float) -> Scanner:
    """By its address: clamd://host:3310, clamd:/path/of/socket, command:program with arguments; empty: none.

    Raises ValueError for any other.
    """
    scheme, _, rest = address.partition(":")
    if not address:
        return NoScanner()
    if scheme == "clamd" and rest.startswith("//"):
        parts = urlsplit(address)
        return ClamdScanner(deadline_s, host=parts.hostname or "127.0.0.1", port=parts.port or 3310)
    if scheme == "clamd" and rest.startswith("/"):
        return ClamdScanner(deadline_s, path=rest)
    if scheme == "command" and rest.strip():
        return CommandScanner(rest, deadline_s)
    raise ValueError(f"DOCUMENTS_SCANNER: {scheme}: is no scanner; write clamd:… or command:…")


def _cannot_say(reason: str) -> ScannerUnavailable:
    _log.error("documents.scanner_failed", reason=reason)
    return ScannerUnavailable()
