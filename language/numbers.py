"""Numbers in digits and in Hindi, romanised Hindi and English words, fractions such as "dhai lakh" too."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from language.normalise import normalise
from language.script import DEVANAGARI_LETTER

_DATA = Path(__file__).parent / "data" / "numbers.yaml"
_TOKEN = re.compile(r"\d+(?:,\d+)*(?:\.\d+)?|[\u0900-\u0963\u0970-\u097f]+|[a-z]+|%")
_IN_A_TURN = 32
_SPELLING = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        ("z", "j"),
        ("w", "v"),
        ("ee|ii|ea", "i"),
        ("oo", "u"),
        (r"(.)\1+", r"\1"),
        ("chh", "ch"),
    ]
]
# Latin number words that are also common words of other meaning; they count only beside another number word or a unit.
_AMBIGUOUS = {
    "do",
    "so",
    "che",
    "sath",
    "saath",
    "k",
    "bis",
    "tera",
    "bara",
    "sou",
    "ek",
    "one",
    "das",
    "ded",
    "sade",
    "paun",
    "chah",
}


@dataclass(frozen=True)
class Number:
    """A number found in a text: its value, where it stands (offsets into the normalised text), and how sure that is."""

    value: float
    start: int
    end: int
    certain: bool


@dataclass(frozen=True)
class _Lexicon:
    units: dict[str, float]
    scales: dict[str, float]
    halves: dict[str, float]
    plus_half: frozenset[str]
    plus_quarter: frozenset[str]
    less_quarter: frozenset[str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))

    def table(name: str) -> dict[str, float]:
        return {_key(word): float(value) for value, words in data[name].items() for word in words}

    def members(name: str) -> frozenset[str]:
        return frozenset(_key(word) for word in data[name])

    return _Lexicon(
        table("units"),
        table("scales"),
        table("halves"),
        members("plus_half"),
        members("plus_quarter"),
        members("less_quarter"),
    )


@lru_cache(maxsize=16384)
def _key(word: str) -> str:
    word = normalise(word)
    if DEVANAGARI_LETTER.search(word):
        return word
    for pattern, replacement in _SPELLING:
        word = pattern.sub(replacement, word)
    return word


def _follows(current: float, value: float, word: str) -> bool:
    """Whether a number below a hundred adds to what was read: "twenty five", "do sau pachas"."""
    tens = _english(word) and current >= 20 and current % 10 == 0 and value < 10
    return tens or (current % 100 == 0 and current > 0 and value < 100)


def _english(word: str) -> bool:
    return not DEVANAGARI_LETTER.search(word)


@dataclass
class _Run:
    """Number words read so far, as `(total + current)`."""

    total: float = 0.0
    current: float | None = None
    fraction: float = 0.0
    start: int = 0
    end: int = 0
    count: int = 0
    certain: bool = False
    last_scale: float = float("inf")

    @property
    def value(self) -> float | None:
        if self.count == 0 or (self.current is None and not self.total):
            return None
        return self.total + (self.current or 0.0) + (self.fraction if self.current is not None else 0.0)


def find_numbers(normalised: str) -> list[Number]:
    """Every number in a text that `normalise` has been applied to, in order."""
    return list(_find_numbers(normalised))


@lru_cache(maxsize=_IN_A_TURN)
def _find_numbers(normalised: str) -> tuple[Number, ...]:
    """Many questions are put to the words of one turn."""
    found: list[Number] = []
    run = _Run()
    for match in _TOKEN.finditer(normalised):
        if run.count and not _joins(normalised[run.end : match.start()]):
            run = _close(run, found)
        if not _extend(run, match):
            run = _close(run, found)
            if not _extend(run, match):
                run = _Run()
    _close(run, found)
    return tuple(found)


def _joins(between: str) -> bool:
    return between.strip() in {"", "-"}


def _close(run: _Run, found: list[Number]) -> _Run:
    value = run.value
    if value is not None:
        found.append(Number(value, run.start, run.end, run.certain or run.count > 1))
    return _Run()


def _extend(run: _Run, match: re.Match[str]) -> bool:
    """Reads one more word into the run; False when it does not continue it."""
    word = match.group()
    lexicon = _lexicon()
    key = _key(word) if not word[0].isdigit() and word != "%" else word
    certain = word[0].isdigit() or not (_english(word) and word in _AMBIGUOUS)
    if word[0].isdigit():
        if run.current is not None or (run.total and run.last_scale < 1000):
            return False
        run.current = float(word.replace(",", "")) + 0.0
    elif key in lexicon.plus_half or (key in lexicon.less_quarter):
        if run.current is not None:
            return False
        run.fraction = 0.5 if key in lexicon.plus_half else -0.25
    elif key in lexicon.halves:
        if run.current is not None:
            return False
        run.current = lexicon.halves[key]
    elif key in lexicon.units:
        value = lexicon.units[key]
        if run.current == 1.25 and key in lexicon.units:
            run.current = value + 0.25
        elif run.current is None:
            run.current = value
        elif _follows(run.current, value, word):
            run.current += value
        else:
            return False
    elif key in lexicon.scales:
        scale = lexicon.scales[key]
        if run.count == 0 and _english(word):
            if word in _AMBIGUOUS:
                return False
            certain = False
        if run.current is None:
            run.current = 1.0
        amount = (run.current + run.fraction) * scale
        run.fraction = 0.0
        if scale == 100:
            run.current = amount
        elif scale < run.last_scale:
            run.total, run.current, run.last_scale = run.total + amount, None, scale
        else:
            return False
    else:
        return False
    if run.count == 0:
        run.start = match.start()
    run.end = match.end()
    run.count += 1
    run.certain = run.certain or certain
    return True
