"""A call at the moment something is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from channels.voice.calls import Call
from channels.voice.model import Capabilities
from channels.voice.screens import Conduct

MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """The call, how it has gone, and what its provider can do."""

    call: Call
    conduct: Conduct
    can: Capabilities


Act = Callable[[Moment, str, str], Awaitable[Conduct]]
"""What is done: the moment, the rest of the act's name after ":", and the caller's words."""
