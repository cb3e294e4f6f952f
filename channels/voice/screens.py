"""What a caller hears at one point of a call and what each key means there. Plain data, kept between requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from channels.spoken.text import spoken
from channels.voice.wording import listed, say
from channels.wording import Language

MOST_KEYS = 5
MOST_PROMPT = 158
_MOST_INTRO = 30
_HISTORY = 6
_MOST_QUESTION = 2
KEYS: dict[Language, tuple[str, ...]] = {
    "hi": ("एक", "दो", "तीन", "चार", "पाँच"),
    "en": ("one", "two", "three", "four", "five"),
}

Ending = Literal["ask", "record", "transfer", "hang_up", "wait"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A key's meaning: `act` is carried out by acts.py, `label` completes "for … press …"."""

    act: str
    label: str


@dataclass(frozen=True, slots=True)
class Screen:
    """`parts` are said one after the other, "more" in between; choices, entry and the rest come with the last one.

    `entry` names the fact whose digits are asked for, `instead` what key 7 does there. `asks`: the caller owes an
    answer. `topic` is what it is about, `names` are those of the schemes and services in play. `act` marks what follows
    at once: "person" or "bye". `also` is a sentence in the other language. On a `plain` screen the parts say themselves
    what the keys mean.
    """

    language: Language
    parts: tuple[str, ...] = ()
    at: int = 0
    choices: tuple[Choice, ...] = ()
    first: int = 0
    entry: str | None = None
    instead: Choice | None = None
    asks: str | None = None
    topic: str | None = None
    names: tuple[str, ...] = ()
    ending: Ending = "ask"
    act: str = ""
    also: str = ""
    plain: bool = False

    @property
    def said(self) -> tuple[str, ...]:
        """The parts said now: one at a time, but a question in one go unless it is very long."""
        rest = self.parts[self.at :]
        return rest if self.asks and len(rest) <= _MOST_QUESTION else rest[:1]

    @property
    def has_more(self) -> bool:
        """Whether parts are left after those said now."""
        return self.at + len(self.said) < len(self.parts)

    def shown(self) -> tuple[tuple[Choice, ...], bool]:
        """The choices offered now, as many as a caller can hear at once, and whether others follow."""
        rest = self.choices[self.first :]
        if len(rest) <= MOST_KEYS and self._fits(rest):
            return rest, False
        count = 1
        while count < min(MOST_KEYS - 1, len(rest)) and self._fits((*rest[: count + 1], _rest(self.language))):
            count += 1
        return rest[:count], True

    def menu(self, *, listens: bool = False) -> str:
        """The choices in words; `listens`: they may be said as well."""
        shown, more = self.shown()
        return _menu((*shown, _rest(self.language)) if more else shown, self.language, listens)

    def _fits(self, choices: tuple[Choice, ...]) -> bool:
        intro = min(len(self.parts[-1]) if self.parts else 0, _MOST_INTRO)
        return intro + len(_menu(choices, self.language, True)) <= MOST_PROMPT

    def act_of(self, key: int) -> str | None:
        """What the key from 1 on means here; "menu:rest" for the choices that were not offered yet."""
        shown, more = self.shown()
        if 0 < key <= len(shown):
            return shown[key - 1].act
        return "menu:rest" if more and key == len(shown) + 1 else None


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a call has gone so far: its language, where it stands, and how often that went wrong in a row.

    `left`: the caller was told goodbye. `brief`: what stands there was said already. `adopts`: the session of an
    earlier call that is gone on with. `pending` is the inbox id of a message whose answer is not there yet.
    `answers`: how many were heard.
    """

    language: Language = "hi"
    screen: Screen = field(default_factory=lambda: Screen("hi"))
    before: tuple[Screen, ...] = ()
    failures: int = 0
    waited: int = 0
    pending: int | None = None
    answers: int = 0
    recording: int | None = None
    keys_only: bool = False
    talked: bool = False
    left: bool = False
    prefix: str = ""
    brief: bool = False
    slowly: bool = False
    adopts: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the table of calls."""
        return asdict(self)


def choice(act: str, label: str, language: Language) -> Choice:
    """A choice whose label may hold digits and symbols."""
    return Choice(act, spoken(label, language).rstrip("।.?! "))


def from_json(value: Mapping[str, Any]) -> Conduct:
    """What `Conduct.as_json` gave."""
    return Conduct(**{**value, "screen": _screen(value["screen"]), "before": tuple(map(_screen, value["before"]))})


def remembered(before: tuple[Screen, ...], screen: Screen) -> tuple[Screen, ...]:
    """The way back, with one more step."""
    return (*before, screen)[-_HISTORY:]


def shows(conduct: Conduct, screen: Screen, *, step: bool = True) -> Conduct:
    """Another screen; `step`: one step further on the way back."""
    before = remembered(conduct.before, conduct.screen) if step else conduct.before
    return replace(conduct, screen=screen, before=before, failures=0, prefix="", keys_only=False, brief=False)


def _screen(value: Mapping[str, Any]) -> Screen:
    lists = {"parts": tuple(value["parts"]), "names": tuple(value["names"])}
    instead = Choice(**value["instead"]) if value["instead"] else None
    choices = tuple(Choice(**choice) for choice in value["choices"])
    return Screen(**{**value, **lists, "choices": choices, "instead": instead})


def _rest(language: Language) -> Choice:
    return Choice("menu:rest", say("menu_rest", language))


def pressed(keys: Iterable[tuple[str, str]], language: Language, *, listens: bool = False) -> str:
    """ "For … press one. For … two." of labels and the names of their keys; `listens`: they may be said as well."""
    first = "option_or_say" if listens else "option"
    return " ".join(
        _option("option_next" if place else first, label, key, language) for place, (label, key) in enumerate(keys)
    )


def _menu(choices: tuple[Choice, ...], language: Language, listens: bool) -> str:
    labels = (choice.label for choice in choices)
    return pressed(zip(labels, KEYS[language], strict=False), language, listens=listens)


def _option(how: str, label: str, key: str, language: Language) -> str:
    """A label that is a clause ("I want to change it") is joined by another word than a noun."""
    clause = label.endswith(listed("clause_endings", language)) and label != say("answer_no", language)
    return say(f"{how}_clause" if clause else how, language, label=label, key=key)
