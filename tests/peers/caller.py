"""A simulated caller: follows a provider's documents by keys, speech, silence and hang-up; remembers what was heard.

The provider between (twilio_voice, plivo, exotel, kookoo beside this file) signs as the real one does and refuses what
the real one refuses.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from itertools import count
from typing import Any, Protocol

import aiohttp

from channels.wording import Language

_MOST_REDIRECTS = 20
_MOMENT_S = 0.6
_CHARACTERS_A_SECOND = {"hi": 12.0, "en": 14.0}
_CALLS = count(1)
CALLER = "+919812345678"


class Refused(AssertionError):
    """The provider does not take this document."""


@dataclass(frozen=True)
class Spoken:
    """Read out by the provider's voice."""

    text: str
    language: Language


@dataclass(frozen=True)
class Listening:
    """Waits for keys or speech. `digits` 0 means any number, ended by #. `on_silence`: reports it, or reads on."""

    action: str
    prompt: tuple[Spoken, ...]
    digits: int = 0
    speech: bool = False
    reports_silence: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recording:
    """Records until one of the keys; `reports_nothing`: an empty recording is told, or it reads on."""

    action: str
    keys: str = "#"
    reports_nothing: bool = True


@dataclass(frozen=True)
class Dialled:
    """Connects to somebody."""

    number: str
    action: str


@dataclass(frozen=True)
class Redirected:
    """Asks another address at once."""

    url: str


@dataclass(frozen=True)
class Ended:
    """Hangs up."""


Step = Spoken | Listening | Recording | Dialled | Redirected | Ended


@dataclass(frozen=True)
class Hook:
    """A request of the provider."""

    method: str
    url: str
    fields: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """What lies between the caller and us: how long it waits, how often it asks again, and where it turns then."""

    @property
    def patience_s(self) -> float: ...
    @property
    def retries(self) -> int: ...
    def begin(self, call_id: str, caller: str) -> Hook: ...
    def keys(self, call_id: str, step: Listening, digits: str) -> Hook: ...
    def words(self, call_id: str, step: Listening, words: str, confidence: float) -> Hook: ...
    def silence(self, call_id: str, step: Listening) -> Hook: ...
    def recorded(self, call_id: str, step: Recording, url: str, key: str) -> Hook: ...
    def talked(self, call_id: str, step: Dialled, reached: bool) -> Hook: ...
    def redirected(self, call_id: str, step: Redirected) -> Hook: ...
    def hung_up(self, call_id: str) -> Hook | None: ...
    def fallback(self, call_id: str, failed: Hook, status: int) -> Hook | None: ...
    def steps(self, document: bytes, media_type: str) -> list[Step]: ...


@dataclass(frozen=True)
class ByKeysAlone:
    """A provider without speech and signatures: our secret `key` stands in the address `public` that we signed up with.

    `real` is where the gateway listens.
    """

    public: str
    real: str
    key: str

    def words(self, call_id: str, step: Listening, words: str, confidence: float) -> Hook:
        raise Refused(f"{type(self).__name__} does not understand speech")

    def fallback(self, call_id: str, failed: Hook, status: int) -> Hook | None:
        return None


@dataclass
class Caller:
    """One call."""

    http: aiohttp.ClientSession
    provider: Provider
    number: str = CALLER
    call_id: str = ""
    heard: list[Spoken] = field(default_factory=list)
    lately: list[Spoken] = field(default_factory=list)
    over: bool = False
    dialled: str = ""
    hooks: list[Hook] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    _at: Listening | Recording | Dialled | None = None
    _rest: Sequence[Step] = ()

    def __post_init__(self) -> None:
        self.call_id = self.call_id or f"CA{next(_CALLS):032x}"

    @property
    def words(self) -> str:
        """What was said since the caller last did something."""
        return " ".join(spoken.text for spoken in self.lately)

    @property
    def language(self) -> Language:
        """The language last spoken."""
        return self.lately[-1].language

    @property
    def listening(self) -> Listening:
        """What the call waits for."""
        assert isinstance(self._at, Listening), self._at
        return self._at

    @property
    def records(self) -> bool:
        """Whether the caller's voice is being recorded now."""
        return isinstance(self._at, Recording)

    @property
    def spoken_s(self) -> float:
        """Seconds that the provider's voice has spoken."""
        return sum(duration_s(spoken) for spoken in self.heard)

    async def dial(self) -> Caller:
        """Call us."""
        await self._do(self.provider.begin(self.call_id, self.number))
        return self

    async def press(self, keys: str) -> str:
        """Press keys, as many as are taken; returns what is heard then."""
        step, taken = self.listening, keys
        if step.digits == 1:
            taken = keys[:1]
        elif "#" in keys:
            taken = keys[: keys.index("#")]
        await self._do(self.provider.keys(self.call_id, step, taken))
        return self.words

    async def say(self, words: str, confidence: float = 0.9) -> str:
        """Speak, where speech is listened for."""
        if not self.listening.speech:
            raise Refused("the provider does not listen for speech here")
        await self._do(self.provider.words(self.call_id, self.listening, words, confidence))
        return self.words

    async def stay_silent(self) -> str:
        """Say nothing until the provider goes on."""
        step, rest = self.listening, self._rest
        if step.reports_silence:
            await self._do(self.provider.silence(self.call_id, step))
        else:
            self.lately = []
            await self._follow(list(rest))
        return self.words

    async def record(self, url: str, key: str = "#") -> str:
        """Speak into the recording, or say nothing where there is no address, and press a key that ends it."""
        step, rest = self._at, self._rest
        assert isinstance(step, Recording), step
        if key not in step.keys:
            raise Refused(f"{key} does not end this recording")
        if not url and key == "#" and not step.reports_nothing:
            self.lately = []
            await self._follow(list(rest))
        else:
            await self._do(self.provider.recorded(self.call_id, step, url, key))
        return self.words

    async def talk(self, reached: bool = True) -> str:
        """Talk with whoever was dialled, or find nobody."""
        assert isinstance(self._at, Dialled), self._at
        await self._do(self.provider.talked(self.call_id, self._at, reached))
        return self.words

    async def hang_up(self) -> None:
        """Put the receiver down."""
        self.over = True
        if hook := self.provider.hung_up(self.call_id):
            await self._request(hook)

    async def again(self) -> str:
        """The provider repeats its last request, as if our answer had been lost."""
        self.lately = []
        await self._follow(await self._fetch(self.hooks[-1]))
        return self.words

    async def _do(self, hook: Hook) -> None:
        assert not self.over, "the call is over"
        if self.hooks and hook == self.hooks[-1]:
            # Nobody does the same twice without a moment in between; a provider that repeats itself does.
            await asyncio.sleep(_MOMENT_S)
        self.lately = []
        await self._follow(await self._fetch(hook))

    async def _follow(self, steps: list[Step]) -> None:
        for _ in range(_MOST_REDIRECTS):
            redirected = self._played(steps)
            if redirected is None:
                return
            steps = await self._fetch(self.provider.redirected(self.call_id, redirected))
        raise Refused("redirected for ever")

    def _played(self, steps: list[Step]) -> Redirected | None:
        for place, step in enumerate(steps):
            match step:
                case Spoken():
                    self._hear(step)
                case Redirected():
                    return step
                case Ended():
                    self.over = True
                    return None
                case Listening():
                    for spoken in step.prompt:
                        self._hear(spoken)
                    self._at, self._rest = step, steps[place + 1 :]
                    return None
                case Recording():
                    self._at, self._rest = step, steps[place + 1 :]
                    return None
                case Dialled():
                    self._at, self.dialled = step, step.number
                    return None
        # A document that ends without waiting for anything ends the call.
        self.over = True
        return None

    def _hear(self, spoken: Spoken) -> None:
        self.heard.append(spoken)
        self.lately.append(spoken)

    async def _fetch(self, hook: Hook) -> list[Step]:
        self.hooks.append(hook)
        status, body, media_type = await self._asked(hook)
        if status >= 500 and (fallback := self.provider.fallback(self.call_id, hook, status)):
            status, body, media_type = await self._request(fallback)
        if status != 200:
            raise Refused(f"status {status}")
        return self.provider.steps(body, media_type)

    async def _asked(self, hook: Hook) -> tuple[int, bytes, str]:
        """As often as the provider tries."""
        for _ in range(self.provider.retries):
            answer = await self._request(hook)
            if answer[0] < 500:
                return answer
        return await self._request(hook)

    async def _request(self, hook: Hook) -> tuple[int, bytes, str]:
        """Status, body and kind; 504 when nothing came in time."""
        began = asyncio.get_running_loop().time()
        given: dict[str, Any] = {
            "headers": hook.headers, "timeout": aiohttp.ClientTimeout(total=self.provider.patience_s)
        }  # fmt: skip
        if hook.method == "POST":
            given["data"] = hook.fields
        try:
            async with self.http.request(hook.method, hook.url, **given) as answer:
                return answer.status, await answer.read(), answer.headers.get("Content-Type", "")
        except TimeoutError:
            return 504, b"", ""
        finally:
            self.seconds.append(asyncio.get_running_loop().time() - began)


def elsewhere(hook: Hook, base: str, to: str) -> Hook:
    """The same request, sent to where the gateway really listens; signed for its public address."""
    return replace(hook, url=to + hook.url.removeprefix(base))


@lru_cache(maxsize=4096)
def duration_s(spoken: Spoken) -> float:
    """How long espeak-ng takes to say it; estimated by its length where espeak-ng is not installed."""
    if shutil.which("espeak-ng") is None:
        return len(spoken.text) / _CHARACTERS_A_SECOND[spoken.language]
    command = ["espeak-ng", "-v", spoken.language, "-s", "145", "--stdin", "--stdout"]
    sound = subprocess.run(command, input=spoken.text.encode(), capture_output=True, check=True, timeout=20).stdout
    with wave.open(BytesIO(sound)) as file:
        # Piped, the header cannot know the length.
        return float((len(sound) - 44) / (file.getframerate() * file.getsampwidth()))
