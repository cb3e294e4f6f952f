"""What a message says for a form: the field asked for, others that it names, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from channels.tokens import ANY_TOKEN
from language.lexicon import Heard, Hit, Lexicon, heard
from language.quantities import find_quantities
from portal.forms.catalogue import Form, forms
from portal.forms.schema import FormField
from portal.forms.values import NotAnAnswer, Value, choices, read, samagra

_PARTICLES = Path(__file__).with_name("particles.yaml")
_APART = re.compile(r"[।\n]+|,(?!\d)|\.(?=\s|$)")
_BEGINS = "begins:"
# Kinds that show by themselves which field they answer, when only one field of the kind is open.
_TELLING = ("date", "district", "choice", "money")


@dataclass
class Reading:
    """Values by field, and what was said of a field but cannot be its value: its name and the message's key."""

    values: dict[str, Value] = field(default_factory=dict)
    wrong: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.values or self.wrong)


@dataclass(frozen=True)
class _Part:
    """Words, and the field that they announce, if any."""

    text: str
    name: str | None = None


def read_message(
    form: Form,
    text: str,
    asked: str | None,
    known: Mapping[str, Value | None],
    today: date,
    samagra_id: str | None = None,
) -> Reading:
    """`asked` is the field now asked for; `known` what was answered before, which only an announced value replaces."""
    reading = Reading()
    if samagra_id:
        _note_samagra(reading, form, samagra_id)
    pieces = _APART.split(ANY_TOKEN.sub(" ", text))
    parts = [part for piece in pieces for part in _parts(form, piece, form.fields[asked] if asked else None)]
    for part in parts:
        if part.name:
            _note(reading, form, part.name, part.text, today)
    loose = [part.text for part in parts if not part.name]
    if asked and asked in reading.values and form.fields[asked].begins:
        _join_all(reading, form, asked, parts, today)
    if loose:
        _note_loose(reading, form, loose, asked, known, today)
    return reading


def named_fields(form: Form, text: str) -> list[str]:
    """The fields that a message names, with or without a value ("change the father's name")."""
    return list(dict.fromkeys(hit.value.removeprefix(_BEGINS) for hit in _labels(form.service).find(heard(text))))


def _note_samagra(reading: Reading, form: Form, digits: str) -> None:
    name = next((name for name, described in form.fields.items() if described.kind == "samagra"), None)
    if name is None:
        return
    try:
        reading.values[name] = samagra(form.fields[name], digits)
    except NotAnAnswer as error:
        reading.wrong = (name, error.key)


def _note(reading: Reading, form: Form, name: str, text: str, today: date) -> None:
    described = form.fields[name]
    try:
        value = read(described, text, today)
    except NotAnAnswer as error:
        reading.wrong = reading.wrong or (name, error.key)
        return
    before = reading.values.get(name)
    joined = described.kind == "words" and isinstance(before, str)
    reading.values[name] = f"{before}, {value}" if joined else value


def _join_all(reading: Reading, form: Form, asked: str, parts: list[_Part], today: date) -> None:
    """Of "house 12, ward 7, Gandhi Nagar" the end announces nothing, and belongs to the address all the same."""
    whole = ", ".join(part.text for part in parts if part.name in (asked, None))
    try:
        reading.values[asked] = read(form.fields[asked], whole, today)
    except NotAnAnswer:
        return


def _note_loose(
    reading: Reading, form: Form, loose: list[str], asked: str | None, known: Mapping[str, Value | None], today: date
) -> None:
    """Words that announce nothing: the answer to the question, or to a field that shows by itself."""
    rest = loose
    if asked and asked not in reading.values:
        whole = form.fields[asked].kind == "words"
        first, rest = (", ".join(loose), loose) if whole else (loose[0], loose[1:])
        try:
            reading.values[asked] = read(form.fields[asked], first, today)
        except NotAnAnswer as error:
            rest = loose
            if not reading.values:
                reading.wrong = reading.wrong or (asked, error.key)
    for text in rest:
        for name, value in _telling(form, text, {*known, *reading.values}, today):
            reading.values.setdefault(name, value)
            if reading.wrong and reading.wrong[0] == asked:
                reading.wrong = None


def _telling(form: Form, text: str, answered: set[str], today: date) -> Iterator[tuple[str, Value]]:
    for kind in _TELLING:
        names = [name for name, described in form.fields.items() if described.kind == kind and name not in answered]
        found = []
        for name in names if kind != "money" or _speaks_of_money(text) else ():
            try:
                found.append((name, read(form.fields[name], text, today)))
            except NotAnAnswer:
                continue
        if len(found) == 1:
            yield found[0]


def _speaks_of_money(text: str) -> bool:
    """A bare number may be anything, "2 lakh a year" is an income."""
    return any(quantity.kind == "money" for quantity in find_quantities(text))


def _parts(form: Form, piece: str, asked: FormField | None) -> Iterator[_Part]:
    """The piece divided where fields are announced ("pita Shyam Lal gaon Pipariya").

    In an answer by choice the words of the choice announce nothing ("anusuchit jati").
    """
    words = piece.split()
    sounds, owner = _sounds(words)
    chosen = choices(asked).find(sounds) if asked and asked.choices else []
    taken = {place for hit in chosen for place in range(hit.first, hit.after)}
    hits = [
        hit
        for hit in _labels(form.service).find(sounds)
        if not _is_joined(sounds, hit) and taken.isdisjoint(range(hit.first, hit.after))
    ]
    spans = [(owner[hit.first], owner[hit.after - 1] + 1, hit.value) for hit in hits]
    lead = _bare(words[: spans[0][0] if spans else len(words)])
    for place, (begin, after, value) in enumerate(spans):
        end = spans[place + 1][0] if place + 1 < len(spans) else len(words)
        name, text = value.removeprefix(_BEGINS), _bare(words[after:end])
        if place == 0 and lead and not text:
            text, lead = lead, ""
        if text:
            kept = value.startswith(_BEGINS)
            yield _Part(" ".join([*words[begin:after], text]) if kept else text, name)
    if lead:
        yield _Part(lead)


def _sounds(words: list[str]) -> tuple[Sequence[Heard], list[int]]:
    """All words as heard, and for each the place of the written word that it came from."""
    sounds: list[Heard] = []
    owner: list[int] = []
    for place, word in enumerate(words):
        found = heard(word)
        sounds += found
        owner += [place] * len(found)
    return sounds, owner


def _is_joined(sounds: Sequence[Heard], hit: Hit) -> bool:
    return bool(sounds[hit.after : hit.after + 1]) and bool(
        [found for found in _particles()["joins"].find(sounds[hit.after : hit.after + 1])]
    )


def _bare(words: list[str]) -> str:
    """The words without particles at either end."""
    while words and _is_only(words[0], "before"):
        words = words[1:]
    while words and _is_only(words[-1], "after"):
        words = words[:-1]
    return " ".join(words).strip(" :=-–")


def _is_only(word: str, where: str) -> bool:
    sounds = heard(word)
    return (not sounds and not any(sign.isalnum() for sign in word)) or bool(_particles()[where].find(sounds))


@lru_cache(maxsize=64)
def _labels(service: str) -> Lexicon:
    phrases: dict[str, list[str]] = {}
    for name, described in forms()[service].fields.items():
        phrases[name] = [*described.said, *_own_words(described)]
        phrases[f"{_BEGINS}{name}"] = list(described.begins)
    return Lexicon(phrases)


def _own_words(described: FormField) -> list[str]:
    return [described.words.hi, described.words.en]


@lru_cache(maxsize=1)
def _particles() -> dict[str, Lexicon]:
    lists = yaml.safe_load(_PARTICLES.read_text(encoding="utf-8"))
    return {name: Lexicon({name: words}) for name, words in lists.items()}
