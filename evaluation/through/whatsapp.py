"""By WhatsApp: each conversation is a citizen with a telephone, whose provider is simulated.

The replies judged are the assistant's own, if they were seen on the telephone.
"""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from channels.speech.programs import output
from evaluation.client import Meta, Reply, TurnFailed
from evaluation.system import Address
from evaluation.through.gateway import Gateway, phone_of
from supervisor.ports import free_port
from tests.peers import meta, twilio
from tests.peers.dictation import Dictation
from tests.peers.handset import Seen
from tests.peers.meta import FakeMeta
from tests.peers.recordings import wav_of
from tests.peers.twilio import FakeTwilio

PROVIDERS = ("twilio", "meta")
_PATIENCE_S = 30.0
_LOOK_AGAIN_S = 0.05
_NOTHING = Reply(lang="hi", text="", meta=Meta(kind="smalltalk"))


@dataclass
class _Citizen:
    user: str
    session: str | None = None
    seen: int = 0
    replies: list[Reply] = field(default_factory=list)


class WhatsApp:
    """One provider, with the service that writes down voice notes."""

    channel = "whatsapp"

    def __init__(self, name: str) -> None:
        self._provider: FakeTwilio | FakeMeta = FakeTwilio() if name == "twilio" else FakeMeta()
        self._port, gateway_port = free_port(), free_port()
        self._provider.url = f"http://127.0.0.1:{self._port}"
        self._provider.gateway = f"http://127.0.0.1:{gateway_port}"
        self._dictation = Dictation()
        self._gateway_port = gateway_port

    @property
    def environment(self) -> Mapping[str, str]:
        """The provider's address and secrets, who hears voice notes, and limits that no citizen meets here."""
        one = self._provider
        given = (
            twilio.settings(one, one.gateway) if isinstance(one, FakeTwilio) else meta.settings(one, one.gateway)
        ) | self._dictation.settings
        settings = {
            name.upper(): ",".join(value) if isinstance(value, tuple) else str(value) for name, value in given.items()
        }
        return {
            **settings,
            "PORT": str(self._gateway_port),
            "BURST_S": "0.2",
            "DELIVERY_INTERVAL_S": "0.05",
            "LIMIT_WHATSAPP_MESSAGES": "0",
        }

    @asynccontextmanager
    async def way(self, address: Address) -> AsyncIterator["Chats"]:
        """Chats with the system at this address."""
        async with self._dictation.serving(), self._provider.serving(self._port), aiohttp.ClientSession() as http:
            yield Chats(http, address, self._provider)


class Chats:
    """The chats under way."""

    def __init__(self, http: aiohttp.ClientSession, address: Address, provider: FakeTwilio | FakeMeta) -> None:
        self._gateway = Gateway(http, address)
        self._provider = provider
        self._citizens: dict[str, _Citizen] = {}

    async def check(self) -> None:
        """Raises CannotEvaluate when nothing answers at the address."""
        await self._gateway.check()

    async def begin(self, conversation: str, given: Mapping[str, Any]) -> None:
        """Take the citizen's telephone, or one that nobody else has."""
        phone = phone_of(given)
        user = phone if self._provider.name == "twilio" else phone.removeprefix("+")
        self._citizens[conversation] = _Citizen(user, seen=len(self._provider.shown_to(user)))

    async def turn(self, conversation: str, channel: str, does: dict[str, Any]) -> tuple[Reply, ...]:
        """What is seen after it; raises TurnFailed for what cannot be done in a chat, and for what is not answered."""
        citizen = self._citizens[conversation]
        ((deed, value),) = does.items()
        if (deed, value) == ("event", "new_day"):
            return (_NOTHING,)
        if deed not in ("text", "press", "voice_note"):
            raise TurnFailed(f"{deed} {value}: not in a chat")
        replies = await self._replies(citizen, await self._send(citizen.user, deed, str(value)))
        await self._until_seen(citizen, replies)
        return replies

    async def end(self, conversation: str) -> None:
        """Nobody hangs up."""

    def named(self, conversation: str) -> dict[str, str]:
        """The session of the chat, once it is known."""
        citizen = self._citizens.get(conversation)
        return {"session": citizen.session} if citizen and citizen.session else {"conversation": conversation}

    async def _send(self, user: str, deed: str, value: str) -> str:
        """The provider's id of what was sent."""
        note = await _voice_note(value) if deed == "voice_note" else b""
        if isinstance(self._provider, FakeTwilio):
            kind = "audio/ogg; codecs=flac"
            form = self._provider.file_form(user, note, kind) if note else self._provider.form(user, Body=value)
            status, message_id = await self._provider.deliver(form), form["MessageSid"]
        else:
            message = (
                self._provider.file_message(user, note, "audio/ogg; codecs=flac")
                if note
                else self._provider.message(user, "text", {"body": value})
            )
            status, message_id = await self._provider.deliver([message]), message["id"]
        if status not in (200, 204):
            raise TurnFailed(f"webhook: status {status}")
        return message_id

    async def _replies(self, citizen: _Citizen, message_id: str) -> tuple[Reply, ...]:
        for _ in range(int(_PATIENCE_S / _LOOK_AGAIN_S)):
            citizen.session, replies = await self._gateway.answers(self._provider.name, message_id)
            if replies:
                return replies
            await asyncio.sleep(_LOOK_AGAIN_S)
        raise TurnFailed(f"not answered in {_PATIENCE_S:.0f} s")

    async def _until_seen(self, citizen: _Citizen, replies: Sequence[Reply]) -> None:
        def seen() -> Sequence[Seen]:
            return self._provider.shown_to(citizen.user)[citizen.seen :]

        def all_seen() -> bool:
            shown = _letters("\n".join(one.text for one in seen()))
            return bool(seen()) and all(_letters(reply.text.split("\n")[0]) in shown for reply in replies)

        try:
            await self._provider.until(all_seen, _PATIENCE_S)
        except TimeoutError:
            raise TurnFailed(f"not seen: {replies[0].text[:40]!r}") from None
        citizen.seen += len(seen())


async def _voice_note(words: str) -> bytes:
    """A voice note whose sound carries these words; without loss, so that they can be heard in it."""
    command = ["ffmpeg", "-loglevel", "error", "-i", "pipe:0", "-c:a", "flac", "-f", "ogg", "pipe:1"]
    return await output(command, wav_of(words), 30.0, 16 * 1024 * 1024)


def _letters(text: str) -> str:
    """Whatever white space and apostrophes a provider makes of it."""
    plain = unicodedata.normalize("NFC", text).replace("’", "'")
    return "".join(plain.split())
