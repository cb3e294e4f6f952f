"""Call the assistant from the terminal: `make call`, or `python -m tests.peers.call [--provider twilio] [--quiet]`.

Speaks through espeak-ng where there is a sound card, else what is said is read. Uses the system that `make run` runs,
or starts one. Type keys (1, 33120674#, *), words, nothing for silence, or q to hang up. Where the provider records, the
words typed are what was recorded.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import structlog

from channels.settings import Settings
from channels.voice.settings import PROVIDERS
from supervisor.ports import free_port
from supervisor.system import System, current_system, running_system
from tests.channels.serving import serving
from tests.peers.caller import CALLER, Caller, Provider, Refused, Spoken
from tests.peers.dictation import Dictation
from tests.peers.exotel import Exotel
from tests.peers.kookoo import KooKoo
from tests.peers.plivo import Plivo
from tests.peers.twilio_voice import TwilioVoice

PUBLIC = "https://helpline.example"
_KEYS = re.compile(r"[0-9*#]+")
_AGENT = "+911234567890"


def provider(name: str, url: str, secret: str) -> Provider:
    """A provider that knows the gateway at this address."""
    makers: dict[str, Callable[[str, str, str], Provider]] = {
        "twilio": TwilioVoice, "plivo": Plivo, "exotel": Exotel, "kookoo": KooKoo
    }  # fmt: skip
    return makers[name](PUBLIC, url, secret)


def settings_for(system: System, secret: str, **changes: Any) -> Settings:
    """A gateway with a telephone, beside those of this system."""
    known: dict[str, Any] = {
        name.lower(): value for name, value in system.environment.items() if name.lower() in Settings.model_fields
    }
    secrets_of_providers = dict.fromkeys(("twilio_auth_token", "plivo_auth_token", "exotel_key", "kookoo_key"), secret)
    telephone = {"public_url": PUBLIC, "voice_providers": ",".join(PROVIDERS), **secrets_of_providers}
    here = {"host": "127.0.0.1", "port": free_port()}
    return Settings(**(known | telephone | here | changes))


@dataclass(frozen=True)
class Terminal:
    """A caller's ears, mouth and keypad."""

    aloud: bool
    typed: Callable[[], str]

    async def talk(self, caller: Caller, dictation: Dictation) -> None:
        """Until the call is over, a person is reached or the caller hangs up."""
        await caller.dial()
        while True:
            await asyncio.to_thread(_tell, caller.lately, self.aloud)
            if caller.over or caller.dialled:
                print(f"— connected to {caller.dialled} —" if caller.dialled else "— the call is over —")
                return
            if (typed := await asyncio.to_thread(self.typed)) == "q":
                await caller.hang_up()
                return
            try:
                await _do(caller, typed, dictation)
            except Refused as refusal:
                print(f"({refusal})")


async def _do(caller: Caller, typed: str, dictation: Dictation) -> None:
    if caller.records:
        await caller.record(dictation.recordings.keep(typed) if typed else "")
    elif not typed:
        await caller.stay_silent()
    elif _KEYS.fullmatch(typed):
        await caller.press(typed)
    else:
        await caller.say(typed)


async def call(system: System, name: str, number: str, terminal: Terminal, **changes: Any) -> None:
    """One call through this provider, to a gateway of its own beside this system's."""
    secret, dictation = secrets.token_urlsafe(32), Dictation()
    settings = settings_for(system, secret, **(dictation.settings | changes))
    async with dictation.serving(), serving(settings) as served, aiohttp.ClientSession() as http:
        await terminal.talk(Caller(http, provider(name, served.client.url, secret), number), dictation)


@contextmanager
def _system() -> Iterator[System]:
    if system := current_system():
        yield system
        return
    print("Starting the assistant …", flush=True)
    with running_system() as started:
        yield started


def _tell(lately: Sequence[Spoken], aloud: bool) -> None:
    for spoken in lately:
        print(f"  {spoken.language}  {spoken.text}", flush=True)
        if aloud:
            subprocess.run(["espeak-ng", "-v", spoken.language, "-s", "145", "--stdin"], input=spoken.text.encode())


def _typed() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return "q"


def _can_be_heard() -> bool:
    return shutil.which("espeak-ng") is not None and any(Path("/dev/snd").glob("pcm*p"))


def main() -> None:
    """Read the arguments and call."""
    parser = argparse.ArgumentParser(prog="python -m tests.peers.call", description=__doc__)
    parser.add_argument("--provider", choices=PROVIDERS, default="twilio")
    parser.add_argument("--number", default=CALLER, help="the number called from")
    parser.add_argument("--person", action="store_true", help="somebody answers key 0")
    parser.add_argument("--quiet", action="store_true", help="read only, even with a sound card")
    asked = parser.parse_args()
    # The gateway serves in this process; what it tells is not part of the call.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    terminal = Terminal(_can_be_heard() and not asked.quiet, _typed)
    print("Type keys (1, 33120674#, *), words, nothing for silence, q to hang up.", flush=True)
    with _system() as system:
        agent = _AGENT if asked.person else ""
        asyncio.run(call(system, asked.provider, asked.number, terminal, voice_agent_number=agent))


if __name__ == "__main__":
    main()
