"""What is recorded instead of said: written down, read back, and only then given to the assistant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from channels.spoken.portions import portions
from channels.spoken.text import spoken
from channels.voice.facts import may_be_kept
from channels.voice.moment import MOST_FAILURES, Moment
from channels.voice.recordings import Recordings
from channels.voice.screens import Choice, Conduct, Screen, shows
from channels.voice.wording import say


class Dictation:
    """`ask` gives words to the assistant, `in_difficulty` offers a person, `wrong_key` says that a key is none."""

    def __init__(
        self, recordings: Recordings, ask: Callable[[Moment, str], Awaitable[Conduct]],
        in_difficulty: Callable[[Moment], Conduct], wrong_key: Callable[[Moment], Conduct],
    ) -> None:  # fmt: skip
        self._recordings = recordings
        self._ask = ask
        self._in_difficulty = in_difficulty
        self._wrong_key = wrong_key

    @property
    def can_hear(self) -> bool:
        """Whether somebody writes down what is recorded."""
        return self._recordings.can_hear

    async def begin(self, moment: Moment, rest: str, words: str) -> Conduct:
        """By key, to say what cannot be chosen."""
        if not moment.can.dictation:
            return self._wrong_key(moment)
        return shows(moment.conduct, _recording(moment.conduct))

    async def recorded(self, moment: Moment, address: str | None) -> Conduct:
        """A recording was made."""
        conduct = moment.conduct
        if not address:
            return self._nothing(moment)
        number = await self._recordings.keep(moment.call, address, conduct.language)
        conduct = replace(conduct, recording=number, waited=0)
        if not self.can_hear:
            return await self._pass_on(replace(moment, conduct=conduct))
        wait = say("recorded_wait", conduct.language)
        return replace(conduct, screen=Screen(conduct.language, (wait,), ending="wait", asks=conduct.screen.asks))

    async def waited(self, moment: Moment, recording: int) -> Conduct:
        """Its words are read back when they are there."""
        conduct = moment.conduct
        heard = await self._recordings.waited_for(recording)
        if heard.words:
            return _read_back(conduct, heard.words)
        if heard.open and conduct.waited < self._recordings.most_waits:
            return replace(conduct, waited=conduct.waited + 1, screen=replace(conduct.screen, parts=()))
        return await self._pass_on(moment)

    async def judged(self, moment: Moment, rest: str, words: str) -> Conduct:
        """The caller says whether they are right."""
        conduct = moment.conduct
        if rest == "again" or conduct.recording is None:
            return replace(conduct, screen=_recording(conduct))
        heard = await self._recordings.heard(conduct.recording)
        return await self._ask(replace(moment, conduct=replace(conduct, recording=None)), heard.words)

    async def _pass_on(self, moment: Moment) -> Conduct:
        """Nobody could write it down: the assistant gets its name, and a person will listen if that is of use."""
        conduct = moment.conduct
        if not may_be_kept(conduct.screen.asks):
            return self._nothing(moment)
        text = say("recorded_as_text", conduct.language, name=self._recordings.name(conduct.recording or 0))
        after = await self._ask(replace(moment, conduct=replace(conduct, recording=None, waited=0)), text)
        return replace(after, prefix=say("recorded_kept", after.language))

    def _nothing(self, moment: Moment) -> Conduct:
        failures = moment.conduct.failures + 1
        conduct = replace(moment.conduct, screen=_recording(moment.conduct), recording=None, waited=0)
        if failures >= MOST_FAILURES:
            return self._in_difficulty(replace(moment, conduct=replace(conduct, failures=0)))
        return replace(conduct, failures=failures, prefix=say("recorded_nothing", conduct.language))


def _recording(conduct: Conduct) -> Screen:
    return Screen(conduct.language, ending="record", asks=conduct.screen.asks)


def _read_back(conduct: Conduct, words: str) -> Conduct:
    language = conduct.language
    choices = tuple(Choice(f"heard:{how}", say(f"recorded_{how}", language)) for how in ("right", "again"))
    said = portions(say("recorded_heard", language, text=spoken(words, language)))
    screen = Screen(language, said, choices=choices, asks=conduct.screen.asks)
    return replace(conduct, screen=screen, waited=0, prefix="")
