"""By telephone: each conversation is a call, its words are spoken, its keys pressed, as the provider lets a caller.

Where the provider does not understand speech, words are recorded, written down by a simulated Bhashini, read back and
confirmed. The replies judged are the assistant's own, if they were heard; what the telephone says by itself is judged
as it was heard.
"""

import re
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from channels.identifiers import mask
from channels.spoken.text import spoken
from channels.voice.hearing import SPEAK_KEY
from channels.voice.wording import say
from channels.wording import LANGUAGES
from evaluation.client import Meta, Reply, TurnFailed
from evaluation.system import Address
from evaluation.through.gateway import Gateway, phone_of
from tests.peers.call import PUBLIC, provider
from tests.peers.caller import Caller, Refused
from tests.peers.dictation import Dictation
from tests.peers.recordings import RecordingHost

PROVIDERS = {"twilio-voice": "twilio", "plivo": "plivo", "exotel": "exotel", "kookoo": "kookoo"}
"""Name on the command line → provider."""

_MOST_WAITS = 6
_HEARD = 24
_SENTENCE = re.compile(r"(?<=[।.?!])\s+")
_REPROMPTS = ("silence_again", "silence_keys", "unheard_again", "unheard_keys", "wrong_key")


@dataclass
class _Call:
    caller: Caller
    session: str | None = None
    replies: list[Reply] = field(default_factory=list)


class Phone:
    """One provider, with the services that write down recordings."""

    channel = "voice"

    def __init__(self, name: str) -> None:
        self._name = name
        self._secret = secrets.token_urlsafe(32)
        self._dictation = Dictation()

    @property
    def environment(self) -> Mapping[str, str]:
        """The provider's secrets, and where recordings lie and are written down."""
        tokens = dict.fromkeys(("TWILIO_AUTH_TOKEN", "PLIVO_AUTH_TOKEN", "EXOTEL_KEY", "KOOKOO_KEY"), self._secret)
        heard = {name.upper(): value for name, value in self._dictation.settings.items()}
        return {**tokens, **heard, "VOICE_PROVIDERS": self._name, "PUBLIC_URL": PUBLIC}

    @asynccontextmanager
    async def way(self, address: Address) -> AsyncIterator["Calls"]:
        """Calls to the system at this address."""
        async with self._dictation.serving(), aiohttp.ClientSession() as http:
            yield Calls(http, address, self._name, self._secret, self._dictation.recordings)


class Calls:
    """The calls under way."""

    def __init__(
        self, http: aiohttp.ClientSession, address: Address, name: str, secret: str, recordings: RecordingHost
    ) -> None:
        self._http = http
        self._gateway = Gateway(http, address)
        self._name = name
        self._provider = provider(name, address.url, secret)
        self._recordings = recordings
        self._calls: dict[str, _Call] = {}

    async def check(self) -> None:
        """Raises CannotEvaluate when nothing answers at the address."""
        await self._gateway.check()

    async def begin(self, conversation: str, given: Mapping[str, Any]) -> None:
        """Dial, from the citizen's phone or from one that nobody else has."""
        await self._dial(conversation, phone_of(given))

    async def turn(self, conversation: str, channel: str, does: dict[str, Any]) -> tuple[Reply, ...]:
        """What is heard after it; raises TurnFailed for what this call does not allow."""
        call = self._calls[conversation]
        ((deed, value),) = does.items()
        try:
            if (deed, value) == ("event", "new_day"):
                await self.end(conversation)
                call = await self._dial(conversation, call.caller.number)
            else:
                await self._do(call, deed, value)
        except Refused as refusal:
            raise TurnFailed(str(refusal)) from refusal
        new = await self._new(call)
        for reply in new:
            if reply.meta.kind != "error" and not _was_heard(reply, call.caller.words):
                raise TurnFailed(f"not heard: {reply.text[:40]!r}")
        return new or (_by_itself(call),)

    async def end(self, conversation: str) -> None:
        """Hang up."""
        caller = self._calls[conversation].caller
        if not caller.over:
            await caller.hang_up()

    def named(self, conversation: str) -> dict[str, str]:
        """The session of the call, once it is known."""
        call = self._calls.get(conversation)
        return {"session": call.session} if call and call.session else {"conversation": conversation}

    async def _dial(self, conversation: str, phone: str) -> _Call:
        caller = Caller(self._http, self._provider, phone, secrets.token_hex(16))
        call = self._calls[conversation] = _Call(await caller.dial())
        if any(say("resume", language) in caller.words for language in LANGUAGES):
            await caller.press("2")
        return call

    async def _do(self, call: _Call, deed: str, value: str) -> None:
        caller = call.caller
        if caller.over:
            raise TurnFailed("the call is over")
        match deed:
            case "press":
                await caller.press(value)
            case "text":
                await self._speak(caller, value)
            case "event" if value == "silence":
                await caller.stay_silent()
            case _:
                raise TurnFailed(f"{deed} {value}: not by telephone")
        await _wait(caller)

    async def _speak(self, caller: Caller, words: str) -> None:
        if not caller.records:
            if caller.listening.speech:
                await caller.say(words)
                return
            if caller.listening.digits != 1 and (digits := _digits(words)):
                await caller.press(f"{digits}#")
                return
            await caller.press(SPEAK_KEY)
        if not caller.records:
            raise TurnFailed("nothing can be said here")
        await caller.record(self._recordings.keep(words))
        await _wait(caller)
        if _says(caller, "recorded_right"):
            await caller.press("1")

    async def _new(self, call: _Call) -> tuple[Reply, ...]:
        """The assistant's replies since the last turn."""
        call.session, replies = await self._gateway.answers(f"{self._name}_voice", call.caller.call_id)
        new = replies[len(call.replies) :]
        call.replies += new
        return new


async def _wait(caller: Caller) -> None:
    """Where the provider cannot come back by itself the caller presses a key to hear the answer."""
    for _ in range(_MOST_WAITS):
        if caller.over or not _says(caller, "wait_key"):
            return
        await caller.press("1")


def _digits(words: str) -> str:
    """The number in these words, as whoever cannot be heard presses it."""
    return "".join(found.value for found in mask(words).found) or "".join(filter(str.isdecimal, words))


def _says(caller: Caller, key: str) -> bool:
    return any(say(key, language) in caller.words for language in LANGUAGES)


def _was_heard(reply: Reply, words: str) -> bool:
    """A sentence of it at least: what is told with the keys is not said twice."""
    said = spoken(reply.speech or reply.text, "en" if reply.lang == "en" else "hi")
    return any(sentence[:_HEARD] in words for sentence in _SENTENCE.split(said))


def _by_itself(call: _Call) -> Reply:
    """What the telephone said without the assistant: a re-prompt, an earlier reply once more, or something else."""
    caller = call.caller
    last = call.replies[-1] if call.replies else None
    if not any(_says(caller, key) for key in _REPROMPTS):
        if again := _again(call.replies, caller.words):
            return again
        return Reply(lang=caller.language, text=caller.words, meta=Meta(kind="smalltalk"))
    return Reply(
        lang=caller.language, text=caller.words, meta=Meta(kind="reprompt", asks=last.meta.asks if last else None)
    )


def _again(replies: Sequence[Reply], words: str) -> Reply | None:
    return next((reply for reply in reversed(replies) if _was_heard(reply, words)), None)
