"""Finds personal identifiers in what people write, type on a keypad or say, and puts tokens in their place.

Digits may be Latin or Devanagari, grouped by spaces, hyphens or dots, or spoken as words ("nau nau saat ek"). A run of
them is read as one or several identifiers by its length and shape. Amounts, years, dates, PIN codes and percentages
stay. In doubt 12 and 16 digits are an Aadhaar number, which is kept nowhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from channels.number_words import AMBIGUOUS, ENGLISH_TENS, FILLERS, REPEATS, digits_of, is_quantity
from channels.tokens import AADHAAR

Kind = Literal["aadhaar", "phone", "samagra", "number"]

_AADHAAR_LENGTHS = (12, 16)
_SHORTEST = 8
_PHONE = re.compile(r"0?[6-9]\d{9}")
_PHONE_WITH_COUNTRY = re.compile(r"(?:00|0)?91[6-9]\d{9}")
_PHONE_GROUPS = {(10,), (5, 5), (4, 6), (6, 4), (3, 3, 4), (4, 3, 3)}

_PIECE = re.compile(
    r"(?P<amount>(?<![\d,.])\d{1,3}(?:(?:,\d\d)+|(?:,\d{3})*),\d{3}(?![,.]?\d))"
    r"|(?P<digits>\d+)|(?P<word>[\u0900-\u0963\u0970-\u097f]+|[A-Za-z]+)"
)
# What may stand between the digits of one number, and what does so only between short groups.
_BETWEEN = re.compile(
    r"(?:[\s\-\u2010-\u2015\u2212_.\u2026·•*()\[\]+/,:;|'\"`~\u00ad\u200b-\u200f\u2060\ufe0e\ufe0f\u20e3\ufeff]"
    rf"|{'|'.join(FILLERS)}){{0,8}}",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"[,:;|/\n]|\.\s")
_LONG_GROUP = 6
_APART = re.compile(r"[,:;|\n]")

_MONEY_BEFORE = re.compile(r"(?:₹|\brs\.?|\binr|रु\.?|रुपये|रूपये)\s*\Z", re.IGNORECASE)
_PLUS_BEFORE = re.compile(r"(?:\+\s*|\bplus\s+|प्लस\s+)\Z", re.IGNORECASE)
_DATE = re.compile(r"(?:[0-3]?\d([-./ ])[01]?\d\1(?:19|20)\d\d)|(?:(?:19|20)\d\d([-./ ])[01]?\d\2[0-3]?\d)")
_AMOUNT_RANGE = re.compile(r"\d{2,4}000\s*[-\u2013\u2014]\s*\d{2,4}000")
_SAMAGRA = re.compile(r"samagra|smagra|samgra|समग्र", re.IGNORECASE)
_NEAR = 40
_NUMBER_SIGN = "no"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier that is not an Aadhaar number: its kind, and its value in Latin digits."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with places for tokens: `parts` are what stands before, between and after the identifiers found."""

    parts: tuple[str, ...]
    found: tuple[Identifier, ...]
    aadhaar_seen: bool

    def text(self, numbers: Sequence[int]) -> str:
        """The text with tokens; `numbers` are those of the identifiers found, in order."""
        tokens = [f"<{i.kind}:{number}>" for i, number in zip(self.found, numbers, strict=True)]
        return "".join(part + token for part, token in zip(self.parts, [*tokens, ""], strict=True))


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits written together, or one number word, at their place in the text."""

    start: int
    end: int
    digits: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    kind: Kind
    value: str


def mask(text: str) -> Masked:
    """The text with its identifiers taken out."""
    parts: list[str] = []
    found: list[Identifier] = []
    aadhaar_seen, part, at = False, "", 0
    for match in _matches(text):
        part += text[at : match.start]
        at = match.end
        if match.kind == "aadhaar":
            aadhaar_seen = True
            part += AADHAAR
        else:
            parts.append(part)
            found.append(Identifier(match.kind, match.value))
            part = ""
    return Masked((*parts, part + text[at:]), tuple(found), aadhaar_seen)


def _matches(text: str) -> Iterator[_Match]:
    for run in _runs(text):
        yield from _read(text, run)


def _runs(text: str) -> Iterator[list[_Group]]:
    """Groups of digits with nothing between them but what may stand inside a number, if long enough together."""
    run: list[_Group] = []
    for group in [*_groups(text), None]:
        if group and run and _is_joined(text, run[-1], group):
            run.append(group)
            continue
        if _length(run) >= _SHORTEST:
            yield run
        run = [group] if group else []


def _groups(text: str) -> Iterator[_Group | None]:
    """Digits and number words in order; None for any other word, which ends a run."""
    repeat, began = 1, 0
    ten: _Group | None = None
    for piece in _PIECE.finditer(text):
        word = (piece["word"] or "").lower()
        if word in REPEATS:
            repeat, began = REPEATS[word], piece.start()
            continue
        if word in FILLERS:
            continue
        digits = _digits(piece, word)
        start, end = began if repeat > 1 else piece.start(), piece.end()
        if ten and word.isascii() and len(digits or "") == 1 and digits != "0" and word:
            # "forty five" is 45.
            yield _Group(ten.start, end, f"{ten.digits[0]}{digits}")
            ten = None
            continue
        if ten:
            yield ten
            ten = None
        group = _Group(start, end, digits * repeat, word in AMBIGUOUS) if digits else None
        repeat = 1
        if group and word in ENGLISH_TENS:
            ten = group
        else:
            yield group
    if ten:
        yield ten


def _digits(piece: re.Match[str], word: str) -> str | None:
    if word:
        return digits_of(word)
    digits = "".join(str(unicodedata.decimal(sign)) for sign in piece.group() if sign != ",")
    return None if piece["amount"] and len(digits) not in _AADHAAR_LENGTHS else digits


def _is_joined(text: str, left: _Group, right: _Group) -> bool:
    if not _BETWEEN.fullmatch(text, left.end, right.start):
        return False
    long = len(left.digits) >= _LONG_GROUP or len(right.digits) >= _LONG_GROUP
    return not (long and _LOOSE.search(text, left.end, right.start))


def _read(text: str, run: list[_Group]) -> Iterator[_Match]:
    """The identifiers in one run."""
    if _AMOUNT_RANGE.fullmatch(text, run[0].start, run[-1].end):
        return
    if _length(run) not in _AADHAAR_LENGTHS:
        run = _without_quantities(text, run)
    while run:
        size = _size_of_first(text, run)
        if size:
            yield _match(text, run[:size])
        run = run[size or 1 :]


def _without_quantities(text: str, run: list[_Group]) -> list[_Group]:
    """Without a sum of money at the beginning ("₹ 500"), a quantity at the end ("35 साल"), and dates."""
    if run and _MONEY_BEFORE.search(text[max(0, run[0].start - 12) : run[0].start]):
        run = run[1:]
    if run and is_quantity(text[run[-1].end : run[-1].end + 24]):
        run = run[:-1]
    for first in range(len(run)):
        for last in (first + 3, first + 1):
            if last <= len(run) and _DATE.fullmatch(text, run[first].start, run[last - 1].end):
                run = run[:first] + run[last:]
                return run if _length(run) >= _SHORTEST else []
    return run


def _size_of_first(text: str, run: list[_Group]) -> int | None:
    """Of how many groups the identifier at the beginning of a run consists; None if there is none."""
    whole = _length(run)
    if whole in _AADHAAR_LENGTHS or _is_phone(text, run):
        return len(run)
    for trimmed in _without_doubtful(run):
        if _length(trimmed) in _AADHAAR_LENGTHS or _is_phone(text, trimmed):
            return len(trimmed) if trimmed[0] is run[0] else None
    if _is_no_digit(text, run):
        return None
    if len(run[0].digits) >= _SHORTEST:
        return 1
    for size in _sizes(run, 12, 16, 10, 11):
        if _length(run[:size]) in _AADHAAR_LENGTHS or _is_phone(text, run[:size]):
            return size
    return len(run) if whole >= _SHORTEST and _belongs_together(text, run) else None


def _sizes(run: list[_Group], *lengths: int) -> Iterator[int]:
    """How many groups have together each of these lengths, where a beginning of a run too long for one has it."""
    sums = list(accumulate(len(group.digits) for group in run))
    if sums[-1] > max(_AADHAAR_LENGTHS) or any(len(group.digits) >= _SHORTEST for group in run):
        yield from (sums.index(length) + 1 for length in lengths if length in sums)


def _without_doubtful(run: list[_Group]) -> Iterator[list[_Group]]:
    if run[-1].doubtful and len(run) > 1:
        yield run[:-1]
    if run[0].doubtful and len(run) > 1:
        yield run[1:]


def _is_no_digit(text: str, run: list[_Group]) -> bool:
    """Whether the word at the beginning is another one: in "complaint no 30112876" it is no nine."""
    first, *others = run
    if not (first.doubtful and others):
        return False
    if all(text[group.start].isdigit() for group in others):
        return True
    return text[first.start : first.end].lower() == _NUMBER_SIGN and _length(others) >= _SHORTEST


def _belongs_together(text: str, run: list[_Group]) -> bool:
    """Whether groups of no particular shape are one number, such as an application's."""
    if len(run) == 1 or all(len(group.digits) == 1 for group in run):
        return True
    if all(len(group.digits) == 4 and group.digits[:2] in ("19", "20") for group in run):
        return False
    return not any(_APART.search(gap.strip(". ")) for gap in _gaps(text, run))


def _is_phone(text: str, run: list[_Group]) -> bool:
    digits = "".join(group.digits for group in run)
    if _PHONE.fullmatch(digits):
        return True
    if not _PHONE_WITH_COUNTRY.fullmatch(digits):
        return False
    groups = tuple(len(group.digits) for group in run[1:])
    return _has_plus(text, run[0].start) or digits[0] == "0" or (run[0].digits == "91" and groups in _PHONE_GROUPS)


def _match(text: str, run: list[_Group]) -> _Match:
    digits = "".join(group.digits for group in run)
    start, end = run[0].start, run[-1].end
    if _is_phone(text, run):
        plus = _PLUS_BEFORE.search(text[:start])
        return _Match(plus.start() if plus else start, end, "phone", digits[-10:])
    if len(digits) in _AADHAAR_LENGTHS:
        return _Match(start, end, "aadhaar", "")
    around = text[max(0, start - _NEAR) : start] + " " + text[end : end + _NEAR]
    if len(digits) in (8, 9) and _SAMAGRA.search(around):
        return _Match(start, end, "samagra", digits)
    # Some offices' numbers have slashes that belong to them.
    value = "/".join(group.digits for group in run) if set(_gaps(text, run)) == {"/"} else digits
    return _Match(start, end, "number", value)


def _gaps(text: str, run: list[_Group]) -> Iterator[str]:
    return (text[left.end : right.start] for left, right in pairwise(run))


def _has_plus(text: str, start: int) -> bool:
    return _PLUS_BEFORE.search(text[:start]) is not None


def _length(run: list[_Group]) -> int:
    return sum(len(group.digits) for group in run)
