"""Recordings that are written down: where a provider keeps them, and a simulated Bhashini that hears them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from supervisor.ports import free_port
from tests.peers.bhashini import KEY, USER, FakeBhashini
from tests.peers.recordings import RecordingHost

_HERE = "127.0.0.1"


@dataclass
class Dictation:
    """`settings` are what a gateway needs to hear with it."""

    recordings: RecordingHost = field(default_factory=lambda: RecordingHost(free_port()))
    bhashini: FakeBhashini = field(default_factory=FakeBhashini)
    _port: int = field(default_factory=free_port)

    @property
    def settings(self) -> dict[str, Any]:
        """By their names in Settings; the same in capitals in the environment."""
        return {
            "speech_recognisers": "bhashini",
            "bhashini_user_id": USER,
            "bhashini_api_key": KEY,
            "bhashini_config_url": f"http://{_HERE}:{self._port}/ulca/apis/v0/model/getModelsPipeline",
            "bhashini_compute_hosts": _HERE,
            **{f"{provider}_recording_hosts": _HERE for provider in ("twilio", "plivo", "exotel", "kookoo")},
        }

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Both serve until left."""
        async with self.bhashini.serving(self._port), self.recordings.serving():
            yield
