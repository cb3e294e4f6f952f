"""Call the assistant from the terminal: `python -m tests.peers.call [--provider twilio] [--quiet]`.

Speaks through espeak-ng where there is a sound card, else what is said is read. Uses the system that `make run` runs,
or starts one. Type keys (1, 33120674#, *), words, nothing for silence, or q to hang up.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp

from channels.settings import Settings
from channels.voice.settings import PROVIDERS
from supervisor.ports import free_port
from supervisor.system import System, current_system, running_system
from tests.channels.serving import serving
from tests.peers.caller import CALLER, Caller, Provider, Refused, Spoken
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


@contextmanager
def _system() -> Iterator[System]:
    if system := current_system():
        yield system
        return
    print("Starting the assistant …", flush=True)
    with running_system() as started:
        yield started


async def _talk(system: System, name: str, number: str, aloud: bool, agent: str) -> None:
    secret = secrets.token_urlsafe(32)
    async with (
        serving(settings_for(system, secret, voice_agent_number=agent)) as served,
        aiohttp.ClientSession() as http,
    ):
        caller = await Caller(http, provider(name, served.client.url, secret), number).dial()
        while True:
            await asyncio.to_thread(_tell, caller.lately, aloud)
            if caller.over:
                print("— the call is over —")
                return
            if caller.dialled:
                print(f"— connected to {caller.dialled} —")
                return
            if not await _act(caller, await asyncio.to_thread(_typed)):
                await caller.hang_up()
                return


async def _act(caller: Caller, typed: str) -> bool:
    """False when the caller wants to hang up."""
    try:
        if typed == "q":
            return False
        if caller.records:
            await caller.record("https://recordings.kookoo.in/terminal.wav")
        elif not typed:
            await caller.stay_silent()
        elif _KEYS.fullmatch(typed):
            await caller.press(typed)
        else:
            await caller.say(typed)
    except Refused as refusal:
        print(f"({refusal})")
    return True


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
    with _system() as system:
        aloud = _can_be_heard() and not asked.quiet
        asyncio.run(_talk(system, asked.provider, asked.number, aloud, _AGENT if asked.person else ""))


if __name__ == "__main__":
    main()
