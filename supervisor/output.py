"""What a child prints, on its way to its log."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

from supervisor.logs import RotatingLog

_CHUNK = 65536


class Output:
    """One child's pipe. asyncio's own would keep a dead child from being noticed while an orphan of it lives."""

    def __init__(self, log: RotatingLog) -> None:
        self._log = log
        self._reading, self.writing = os.pipe()
        os.set_blocking(self._reading, False)
        asyncio.get_running_loop().add_reader(self._reading, self._read)

    def started(self) -> None:
        """The child has its end; ours is not needed."""
        os.close(self.writing)

    def finish(self) -> None:
        """The child is dead: take what it last said, and listen to nobody else."""
        while self._read():
            pass
        asyncio.get_running_loop().remove_reader(self._reading)
        os.close(self._reading)

    def _read(self) -> bool:
        try:
            data = os.read(self._reading, _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            # At its end a pipe is always readable.
            asyncio.get_running_loop().remove_reader(self._reading)
        # A full disk loses log lines, not the service.
        with suppress(OSError):
            self._log.write(data)
        return bool(data)
