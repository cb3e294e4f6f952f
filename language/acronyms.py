"""Acronyms spelt with Hindi letter names ("यू डी आई डी", "बीपीएल") as Latin letters ("udid", "bpl")."""

import re
from functools import lru_cache

_NAMES = {
    "ए": "a", "बी": "b", "सी": "c", "डी": "d", "ई": "e", "एफ": "f", "जी": "g", "एच": "h", "आई": "i", "जे": "j",
    "के": "k", "एल": "l", "एम": "m", "एन": "n", "ओ": "o", "पी": "p", "क्यू": "q", "आर": "r", "एस": "s", "टी": "t",
    "यू": "u", "वी": "v", "डब्ल्यू": "w", "डबल्यू": "w", "एक्स": "x", "वाई": "y", "जेड": "z",
}  # fmt: skip
# Letter names that are also common words; a run made only of these is no acronym.
_WORDS = {"ए", "के", "जी", "आई", "ओ", "ई", "आर"}
_RUN = re.compile("(?:" + "|".join(sorted(_NAMES, key=len, reverse=True)) + ")+")
_NAME = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)))


@lru_cache(maxsize=16384)
def acronym(word: str) -> str | None:
    """The Latin letters of a word made of two or more letter names, else None."""
    if not _RUN.fullmatch(word):
        return None
    names = _NAME.findall(word)
    return "".join(_NAMES[name] for name in names) if len(names) > 1 else None


def join_acronyms(words: list[str]) -> list[str]:
    """The words with letter names, alone or grown together, replaced by acronyms."""
    joined: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if word in _NAMES:
            run.append(word)
            continue
        joined += _close(run)
        run = []
        if word:
            joined.append(acronym(word) or word)
    return joined


def _close(run: list[str]) -> list[str]:
    if len(run) < 2 or set(run) <= _WORDS:
        return run
    return ["".join(_NAMES[name] for name in run)]
