"""What callers said into a recording: fetched, written down, and kept for a person to listen to."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import structlog

from channels.database import Database
from channels.speech.interfaces import Recogniser, SpeechFailed
from channels.speech.recorded import Fetcher
from channels.vault import Vault
from channels.voice.calls import Call
from channels.wording import Language

_LOOK_AGAIN_S = 0.1
_log = structlog.get_logger(__name__)

_KEEP = "INSERT INTO call_recordings (call, address) VALUES (%(call)s, %(address)s) RETURNING id"
_HEARD = "SELECT state, transcript FROM call_recordings WHERE id = %(id)s"
_WRITE = "UPDATE call_recordings SET state = %(state)s, transcript = %(transcript)s WHERE id = %(id)s"


@dataclass(frozen=True, slots=True)
class Writing:
    """`open` while the words are still being written down."""

    open: bool
    words: str = ""


class Recordings:
    """Without a recogniser recordings are kept and nothing is written down."""

    most_waits = 6

    def __init__(
        self, database: Database, vault: Vault, fetcher: Fetcher, recogniser: Recogniser | None, within_s: float
    ) -> None:
        self._within_s = within_s
        self._database = database
        self._vault = vault
        self._fetcher = fetcher
        self._recogniser = recogniser
        self._running: set[asyncio.Task[Any]] = set()

    @property
    def can_hear(self) -> bool:
        """Whether somebody writes down what is said."""
        return self._recogniser is not None

    async def keep(self, call: Call, address: str, language: Language) -> int:
        """The recording's number; its words are being written down from now on."""
        row = await self._database.row(_KEEP, {"call": call.id, "address": self._vault.seal(address)})
        number = int(row[0]) if row else 0
        if self._recogniser is not None:
            task = asyncio.create_task(self._write_down(number, address, language, self._recogniser))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return number

    async def waited_for(self, number: int) -> Writing:
        """The words, or that they are not there in time; another process may be writing them down."""
        until = time.monotonic() + self._within_s
        writing = await self.heard(number)
        while writing.open and time.monotonic() < until:
            await asyncio.sleep(_LOOK_AGAIN_S)
            writing = await self.heard(number)
        return writing

    async def heard(self, number: int) -> Writing:
        """The words so far."""
        row = await self._database.row(_HEARD, {"id": number})
        if row is None or row[0] == "unheard":
            return Writing(open=False)
        return Writing(row[0] == "new", self._vault.open(bytes(row[1])) if row[1] else "")

    def name(self, number: int) -> str:
        """How a recording is called in a complaint, such as "R12"."""
        return f"R{number}"

    async def _write_down(self, number: int, address: str, language: Language, recogniser: Recogniser) -> None:
        state, transcript = "unheard", None
        try:
            heard = await recogniser.hear(await self._fetcher.audio(address), language)
            state, transcript = "heard", self._vault.seal(heard.text)
        except SpeechFailed as failure:
            _log.warning("recording.unheard", reason=failure.reason)
        except Exception as error:
            _log.error("recording.failed", exc_info=error)
        await self._database.rows(_WRITE, {"id": number, "state": state, "transcript": transcript})
