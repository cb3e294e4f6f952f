"""Programs of this machine: found or not, run with a deadline, killed when it is over."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence

from channels.speech.interfaces import SpeechFailed


def is_here(program: str) -> bool:
    """Whether the program can be run."""
    return shutil.which(program) is not None


async def output(command: Sequence[str], given: bytes, deadline_s: float, most: int) -> bytes:
    """What the program writes for this input, at most so many bytes; raises SpeechFailed."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
        )
    except OSError:
        raise SpeechFailed("absent") from None
    try:
        async with asyncio.timeout(deadline_s):
            written, _ = await process.communicate(given)
    except TimeoutError:
        raise SpeechFailed("deadline") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise SpeechFailed("program")
    if len(written) > most:
        raise SpeechFailed("too_large")
    return written
