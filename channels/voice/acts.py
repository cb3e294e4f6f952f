"""What a caller's key, words or silence bring about."""

from __future__ import annotations

from dataclasses import replace

from channels.conversation.messages import InputKind
from channels.errors import ChannelError, UnknownOption
from channels.signing import OptionIds
from channels.voice.asides import without_slowly
from channels.voice.asking import Assistant, in_trouble, provider_name
from channels.voice.calls import Calls
from channels.voice.dictation import Dictation
from channels.voice.facts import districts, may_be_kept, typed, way_of
from channels.voice.hearing import Meaning
from channels.voice.moment import MOST_FAILURES, Act, Moment
from channels.voice.recordings import Recordings
from channels.voice.screens import Choice, Conduct, Screen, shows
from channels.voice.summaries import Summaries
from channels.voice.summary import summary_of
from channels.voice.wording import say

_FAILURES = ("silence", "unheard", "wrong_key")
_MOST_WORDS = 2000


class Acts:
    """Carries out meanings: each changes the conduct, some go through the assistant."""

    def __init__(
        self, assistant: Assistant, options: OptionIds, calls: Calls, recordings: Recordings,
        summaries: Summaries, agent: str,
    ) -> None:  # fmt: skip
        self._assistant = assistant
        self._options = options
        self._calls = calls
        self.dictation = Dictation(
            recordings, self._words_of, self._in_difficulty, lambda moment: self._failed(moment, "wrong_key")
        )
        self._summaries = summaries
        self._agent = agent
        self._acts: dict[str, Act] = {
            "repeat": self._repeat, "slowly": self._slowly, "more": self._more, "menu": self._rest,
            "back": self._back, "start": self._start,
            "words": self._words, "text": self._text, "say": self._say, "digits": self._digits, "key": self._key,
            "choice": self._choice, "about": self._about, "division": self._division,
            "person": self._person, "call_back": self._call_back, "resume": self._resume, "anew": self._anew,
            "message": self._message, "goodbye": self._goodbye, "record": self.dictation.begin,
            "heard": self.dictation.judged,
        }  # fmt: skip

    @property
    def can_send(self) -> bool:
        """Whether a summary can reach whoever calls."""
        return self._summaries.can_be_sent

    async def do(self, moment: Moment, meaning: Meaning) -> Conduct:
        """The conduct after it."""
        if meaning.act in _FAILURES:
            return self._failed(moment, meaning.act)
        act, _, rest = meaning.act.partition(":")
        return self._followed(moment, await self._acts[act](moment, rest, meaning.words))

    async def waited(self, moment: Moment) -> Conduct:
        """What we wait for: an answer, or the words of a recording."""
        conduct = moment.conduct
        if conduct.recording is None:
            return self._followed(moment, await self._assistant.waited_for(conduct, moment.can))
        return await self.dictation.waited(moment, conduct.recording)

    def transferred(self, moment: Moment, reached: bool) -> Conduct:
        """The talk with a person is over, or there was none."""
        language = moment.conduct.language
        if reached:
            return shows(moment.conduct, Screen(language, (say("person_done", language),)))
        return self._without_person(moment, moment.conduct, (say("person_none", language),))

    def welcome(self, conduct: Conduct) -> Conduct:
        """The first words of a call, in both languages."""
        choices = (Choice("key:1", ""), Choice("key:2", ""))
        screen = Screen("hi", (say("welcome", "hi"),), choices=choices, also=say("welcome", "en"), plain=True)
        return replace(conduct, screen=screen)

    def offer_to_resume(self, conduct: Conduct, earlier: Conduct) -> Conduct:
        """The last call broke off."""
        language = earlier.language
        choices = (
            Choice("resume", say("resume_continue", language)),
            Choice("anew", say("resume_new", language)),
        )
        screen = Screen(language, (say("resume", language),), choices=choices)
        return replace(conduct, language=language, screen=screen)

    def _followed(self, moment: Moment, conduct: Conduct) -> Conduct:
        """What a reply brings with it: a person, or the end of the call."""
        if conduct.screen.act == "person":
            return self._to_person(moment, conduct)
        if conduct.screen.act == "bye" and conduct.screen.ending == "ask" and not conduct.screen.choices:
            return self._farewell(moment, conduct)
        return conduct

    def _failed(self, moment: Moment, how: str) -> Conduct:
        """The ladder: asked again in short, then keys only, then a person, then goodbye."""
        conduct, language = moment.conduct, moment.conduct.language
        screen, failures = conduct.screen, conduct.failures + 1
        if how == "silence" and screen.has_more and screen.asks:
            return _next_part(conduct)
        if failures > MOST_FAILURES and how == "silence":
            farewell = Screen(language, (say("goodbye_silent", language),), ending="hang_up")
            return replace(conduct, screen=farewell, failures=0, prefix="")
        if failures >= MOST_FAILURES:
            return self._in_difficulty(moment)
        if failures == 1 or how == "wrong_key":
            key = "wrong_key" if how == "wrong_key" else f"{how}_again"
            return replace(conduct, failures=failures, prefix=say(key, language))
        recorded = moment.can.dictation or (moment.can.record and may_be_kept(screen.asks))
        if screen.asks and not screen.choices and way_of(screen.asks) == "words" and recorded:
            screen = replace(screen, ending="record")
        prefix = say("silence_keys" if how == "silence" else "unheard_keys", language)
        return replace(conduct, screen=screen, failures=failures, keys_only=True, prefix=prefix)

    def _in_difficulty(self, moment: Moment) -> Conduct:
        """By keys only, and asked until somebody is silent again."""
        conduct, language = moment.conduct, moment.conduct.language
        screen = Screen(language, choices=self._ways_to_a_person(moment))
        shown = conduct if conduct.failures >= MOST_FAILURES else shows(conduct, screen)
        return replace(shown, failures=MOST_FAILURES, keys_only=True, prefix=say("person_offered", language))

    def _ways_to_a_person(self, moment: Moment) -> tuple[Choice, ...]:
        language = moment.conduct.language
        start = Choice("start", say("start_option", language))
        if self._agent and moment.can.transfer:
            return (Choice("person", say("person_option", language)), start)
        if moment.call.caller:
            return (Choice("call_back", say("call_back_option", language)), start)
        return (start,)

    async def _repeat(self, moment: Moment, rest: str, words: str) -> Conduct:
        return replace(moment.conduct, failures=0, prefix="", brief=False)

    async def _slowly(self, moment: Moment, rest: str, words: str) -> Conduct:
        """The same again, slowly from now on."""
        return await self._repeat(_slower(moment), rest, words)

    async def _more(self, moment: Moment, rest: str, words: str) -> Conduct:
        return _next_part(moment.conduct)

    async def _rest(self, moment: Moment, rest: str, words: str) -> Conduct:
        screen = moment.conduct.screen
        shown, _ = screen.shown()
        return shows(moment.conduct, replace(screen, parts=(), first=screen.first + len(shown)), step=False)

    async def _back(self, moment: Moment, rest: str, words: str) -> Conduct:
        conduct = moment.conduct
        if conduct.screen.first:
            return shows(conduct, replace(conduct.screen, first=0), step=False)
        if conduct.screen.plain:
            return replace(conduct, failures=0, prefix="")
        earlier = [screen for screen in conduct.before if not screen.plain and screen.ending == "ask"]
        if conduct.screen.asks or not earlier:
            return await self._start(moment, rest, words)
        return replace(conduct, screen=earlier[-1], before=tuple(earlier[:-1]), failures=0, prefix="")

    async def _start(self, moment: Moment, rest: str, words: str) -> Conduct:
        return await self._ask(moment, "key", "*")

    async def _words(self, moment: Moment, rest: str, words: str) -> Conduct:
        return await self._words_of(moment, words)

    async def _words_of(self, moment: Moment, words: str) -> Conduct:
        if rest := without_slowly(words):
            moment, words = _slower(moment), rest
        return await self._ask(moment, "text", words[:_MOST_WORDS])

    async def _text(self, moment: Moment, rest: str, words: str) -> Conduct:
        return await self._ask(moment, "text", rest)

    async def _say(self, moment: Moment, rest: str, words: str) -> Conduct:
        return await self._ask(moment, "text", say(rest, moment.conduct.language))

    async def _digits(self, moment: Moment, rest: str, words: str) -> Conduct:
        entry = moment.conduct.screen.entry
        return await self._ask(moment, "text", typed(entry, words) if entry else words)

    async def _key(self, moment: Moment, rest: str, words: str) -> Conduct:
        return await self._ask(moment, "key", rest)

    async def _choice(self, moment: Moment, rest: str, words: str) -> Conduct:
        try:
            return await self._ask(moment, "choice", self._options.choice(moment.call.session, rest))
        except UnknownOption:
            return in_trouble(moment.conduct)

    async def _about(self, moment: Moment, rest: str, words: str) -> Conduct:
        return await self._ask(moment, "choice", f"about:{moment.conduct.screen.topic}")

    async def _division(self, moment: Moment, rest: str, words: str) -> Conduct:
        screen = moment.conduct.screen
        chosen = replace(
            screen, parts=(say("district", screen.language),), at=0, first=0, choices=districts(rest, screen.language)
        )
        return shows(moment.conduct, chosen)

    async def _person(self, moment: Moment, rest: str, words: str) -> Conduct:
        """By key: at once, even when the assistant does not answer."""
        try:
            after = await self._ask(moment, "key", "0")
        except ChannelError:
            after = moment.conduct
        return self._to_person(moment, replace(after, pending=None, waited=0))

    def _to_person(self, moment: Moment, conduct: Conduct) -> Conduct:
        language = conduct.language
        if self._agent and moment.can.transfer:
            return shows(conduct, Screen(language, (say("person_now", language),), ending="transfer"))
        words = conduct.screen.parts if conduct.screen.act == "person" else (say("helpline", language),)
        return self._without_person(moment, conduct, words)

    def _without_person(self, moment: Moment, conduct: Conduct, parts: tuple[str, ...]) -> Conduct:
        language = conduct.language
        callable_back = Choice("call_back", say("call_back_option", language))
        start = Choice("start", say("start_option", language))
        choices = (callable_back, start) if moment.call.caller else (start,)
        return shows(conduct, Screen(language, parts, choices=choices))

    async def _call_back(self, moment: Moment, rest: str, words: str) -> Conduct:
        language = moment.conduct.language
        await self._calls.call_back(moment.call)
        noted = f"{say('call_back_noted', language)} {say('helpline', language)}"
        return shows(moment.conduct, Screen(language, (noted,)))

    async def _resume(self, moment: Moment, rest: str, words: str) -> Conduct:
        dropped = await self._calls.dropped(moment.call)
        if dropped is None:
            return self.welcome(Conduct())
        session, earlier = dropped
        places = [screen for screen in (*earlier.before, earlier.screen) if screen.ending == "ask"]
        if not places:
            return self.welcome(Conduct())
        prefix = say("resumed", earlier.language)
        return replace(
            earlier, screen=places[-1], before=tuple(places[:-1]), failures=0, waited=0, pending=None, recording=None,
            prefix=prefix, adopts=session,
        )  # fmt: skip

    async def _anew(self, moment: Moment, rest: str, words: str) -> Conduct:
        return self.welcome(Conduct())

    def _farewell(self, moment: Moment, conduct: Conduct) -> Conduct:
        language, said = conduct.language, conduct.screen.parts
        if not (moment.call.caller and moment.can.messages):
            return replace(conduct, screen=Screen(language, said, ending="hang_up"), left=True)
        choices = (Choice("message", say("summary_option", language)), Choice("goodbye", say("summary_no", language)))
        screen = Screen(language, (*said, say("summary_offer", language)), choices=choices, act="bye", asks="summary")
        return replace(conduct, screen=screen, left=True)

    async def _message(self, moment: Moment, rest: str, words: str) -> Conduct:
        """The summary, by key at any time or at the end."""
        conduct, call, language = moment.conduct, moment.call, moment.conduct.language
        if not moment.can.messages:
            return self._failed(moment, "wrong_key")
        if call.caller is None:
            return replace(conduct, failures=0, brief=True, prefix=say("summary_unknown", language))
        text = summary_of(await self._calls.replies(call, provider_name(call.provider)), language)
        kept = text is not None and await self._summaries.keep(call, call.caller, language, text)
        done = say("summary_sent" if kept else "summary_enough" if text else "summary_empty", language)
        if conduct.screen.act == "bye":
            return self._gone(conduct, done)
        return replace(conduct, failures=0, brief=True, prefix=done)

    async def _goodbye(self, moment: Moment, rest: str, words: str) -> Conduct:
        return self._gone(moment.conduct, "")

    def _gone(self, conduct: Conduct, prefix: str) -> Conduct:
        screen = Screen(conduct.language, (say("goodbye", conduct.language),), ending="hang_up")
        return replace(conduct, screen=screen, left=True, failures=0, prefix=prefix)

    async def _ask(self, moment: Moment, kind: InputKind, value: str) -> Conduct:
        return await self._assistant.asked(moment.call, moment.conduct, kind, value, moment.can)


def _slower(moment: Moment) -> Moment:
    return replace(moment, conduct=replace(moment.conduct, slowly=True))


def _next_part(conduct: Conduct) -> Conduct:
    screen = conduct.screen
    return replace(conduct, screen=replace(screen, at=screen.at + len(screen.said)), failures=0, prefix="")
