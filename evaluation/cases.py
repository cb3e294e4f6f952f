"""The evaluation files: questions and conversations, with what is expected of the replies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from evaluation.errors import CannotEvaluate


def _listed(value: Any) -> Any:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _not_empty(value: tuple[Any, ...]) -> tuple[Any, ...]:
    # Not min_length: that also counts only what is valid, and would report a second problem beside the real one.
    if not value:
        raise ValueError("write at least one")
    return value


Word = Annotated[str, Field(min_length=1)]
Words = Annotated[tuple[Word, ...], BeforeValidator(_listed)]
Group = Annotated[tuple[Word, ...], BeforeValidator(_listed), AfterValidator(_not_empty)]
Groups = Annotated[tuple[Group, ...], BeforeValidator(_listed)]


class _Part(BaseModel):
    # Keys that we do not know are warned about, not refused: a note must not stop a whole measurement.
    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    def unknown(self) -> list[str]:
        """Keys of the file that mean nothing to us."""
        return list(self.model_extra or {})


class Expect(_Part):
    """What a reply must be; an empty field is not judged. Where several values stand, any one is right."""

    kind: Words = ()
    topic: Words = ()
    section: Words = ()
    verdict: Words = ()
    reply_lang: Literal["hi", "en"] | None = None
    mentions: Groups = ()
    not_mentions: Words = ()
    asks: Words = ()
    asks_any: Words = ()
    asks_not: Words = ()

    def known(self) -> dict[str, Any]:
        """The fields that are judged, as plain data."""
        return self.model_dump(mode="json", include=set(Expect.model_fields), exclude_defaults=True)


class Question(_Part):
    """One message, asked in a conversation of its own."""

    id: Word
    lang: Word
    channel: Word
    text: Word
    expect: Expect

    def expectations(self) -> Iterator[tuple[str, Expect]]:
        """What is expected, with its place in the item."""
        yield "expect", self.expect


class Turn(_Part):
    """One thing the citizen does, or that happens."""

    user: Word | None = None
    press: Word | None = None
    silence: Literal[True] | None = None
    voice_note: Word | None = None
    event: Word | None = None
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Turn":
        if len(self.does()) != 1:
            raise ValueError("write exactly one of user, press, silence, voice_note, event")
        return self

    def does(self) -> dict[str, Any]:
        """The one thing, by its key."""
        deeds = {"user", "press", "silence", "voice_note", "event"}
        return self.model_dump(include=deeds, exclude_none=True)


class Conversation(_Part):
    """Several turns with one citizen; `given` exists before the first."""

    id: Word
    title: str = ""
    theme: str = "other"
    lang: Word
    channel: Word
    assumes: Words = ()
    given: dict[str, Any] = {}
    turns: Annotated[tuple[Turn, ...], AfterValidator(_not_empty)]

    def expectations(self) -> Iterator[tuple[str, Expect]]:
        """What is expected, with its place in the item."""
        for number, turn in enumerate(self.turns):
            yield f"turns.{number}.expect", turn.expect

    def unknown(self) -> list[str]:
        """Keys of the file that mean nothing to us."""
        return super().unknown() + [f"turns.{n}.{key}" for n, turn in enumerate(self.turns) for key in turn.unknown()]


Case = TypeVar("Case", Question, Conversation)


@dataclass(frozen=True)
class Cases:
    """Everything that is to be measured."""

    questions: Sequence[Question] = ()
    conversations: Sequence[Conversation] = ()

    def all(self) -> Sequence[Question | Conversation]:
        """Questions first."""
        return (*self.questions, *self.conversations)

    def of_channel(self, channel: str) -> "Cases":
        """Only the items of this channel."""
        questions = [question for question in self.questions if question.channel == channel]
        return Cases(questions, [one for one in self.conversations if one.channel == channel])

    def unknown_keys(self) -> list[str]:
        """Where a file says something that is not judged."""
        found = [f"{case.id}: {key}" for case in self.all() for key in case.unknown()]
        return found + [
            f"{case.id}: {place}.{key}"
            for case in self.all()
            for place, expect in case.expectations()
            for key in expect.unknown()
        ]


def load(questions: Path | None, conversations: Path | None) -> Cases:
    """Read the files; None means none. Raises CannotEvaluate naming file, item and field."""
    return Cases(_read(questions, Question), _read(conversations, Conversation))


def _read(file: Path | None, form: type[Case]) -> list[Case]:
    if file is None:
        return []
    problems: list[str] = []
    cases: dict[str, Case] = {}
    for number, item in enumerate(_items(file), 1):
        name = str(item.get("id", f"item {number}")) if isinstance(item, dict) else f"item {number}"
        try:
            case = form.model_validate(item)
        except ValidationError as error:
            problems += [f"{file}: {name}: {_problem(detail)}" for detail in error.errors()]
            continue
        if case.id in cases:
            problems.append(f"{file}: {name}: id: used twice; ids must differ")
        cases[case.id] = case
    if problems:
        raise CannotEvaluate("\n".join(problems))
    return list(cases.values())


def _items(file: Path) -> list[Any]:
    try:
        items = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise CannotEvaluate(f"{file}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CannotEvaluate(f"{file}: not readable as YAML: {error}") from error
    if items is None:
        return []
    if not isinstance(items, list):
        raise CannotEvaluate(f"{file}: must be a list of items, each beginning with `- id:`")
    return items


def _problem(detail: Any) -> str:
    field = ".".join(str(part) for part in detail["loc"]) or "item"
    return f"{field}: {detail['msg'].removeprefix('Value error, ')}"
