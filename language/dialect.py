"""Bundeli, Bagheli, Malwi and Nimadi as standard Hindi writes them, so that one example teaches all of them.

Only what standard Hindi does not say is replaced, in Devanagari.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data" / "dialect.yaml"
_WORD = re.compile(r"[\u0900-\u0963\u0970-\u097f]+")
_NUKTA = "\u093c"
_VOWELS = "ािीुूेैोौ"
# Nimadi and Malwi write the letter, standard Hindi does not.
_LATERAL = str.maketrans("ळ", "ल")
_FUTURE = {"से": "ेगा", "है": "ेगा", "िहै": "ेगा", "हे": "ेगा", "ेगो": "ेगा", "ग": "ेगा", "हैं": "ेंगे", "िहैं": "ेंगे"}
_INFINITIVE = {"बे": "ने", "बो": "ना", "बौ": "ना", "नो": "ना", "णो": "ना", "णु": "ना", "णुं": "ना"}
_PRESENT = {"त": "ता", "ज": "ता"}
_LIKE_NOUNS = "त"
# Endings of standard Hindi on a stem that sounds otherwise: "डारने" is "डालने".
_STANDARD = ("ना", "ने", "ते", "ता")
# Of "we" in Bagheli: "रहित हन", "करित हन".
_OURS = "ित हन"
_LETTER = r"[\u0900-\u097f]"


def standard(text: str) -> str:
    """A text without nuktas, with words of dialects in standard Hindi."""
    if not _WORD.search(text):
        return text
    table = _words()
    text = text.translate(_LATERAL)
    for pattern, meant in _phrases():
        text = pattern.sub(partial(_put, meant), text)
    return _WORD.sub(lambda found: table.get(found[0], found[0]), text)


def _put(meant: dict[str, str], found: re.Match[str]) -> str:
    return meant[found[0]]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_bare(_DATA.read_text(encoding="utf-8")))
    return data


def _bare(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace(_NUKTA, "")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    data = _data()
    stems = {**{verb: verb for verb in data["verbs"]}, **data["stems"]}
    regular = {form: meant for stem, verb in stems.items() for form, meant in _forms(stem, verb)}
    return {said: meant for said, meant in (regular | _meant(data["words"])).items() if said not in data["standard"]}


def _forms(stem: str, verb: str) -> Iterator[tuple[str, str]]:
    for said, meant in (_FUTURE | _INFINITIVE | _PRESENT).items():
        if said == _LIKE_NOUNS and stem in _data()["not_present"]:
            continue
        # "ेगा" after a consonant, "एगा" after a vowel: "मिलेगा", "बनवाएगा".
        yield stem + said, verb + (meant.replace("े", "ए", 1) if said in _FUTURE and verb[-1] in _VOWELS else meant)
    if stem != verb:
        yield from ((stem + ending, verb + ending) for ending in _STANDARD)


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """Patterns, each with what its matches mean: a few for all, for a text is read several times a turn."""
    data = _data()
    whole = _meant(data["phrases"]) | {verb + _OURS: verb + "ते हैं" for verb in data["verbs"]}
    whole |= {f"{place} मा": f"{place} में" for place in data["places"]}
    found = [
        (rf"(?<!{_LETTER})", whole, rf"(?!{_LETTER})"),
        (rf"(?<={_LETTER} )", data["alone"], rf"(?! प्र|\.|{_LETTER})"),
        (r"^", _meant(data["leading"]), r"(?=\s)"),
        (r"(?<=\s)", _meant(data["ending"]), r"(?=\s*(?:[,.?!]|$))"),
        (r"(?<=\s)", _meant(data["asking"]), r"(?=\s*\?\s*$)"),
    ]
    return [(re.compile(f"{before}(?:{_any_of(table)}){after}"), table) for before, table, after in found]


def _meant(forms: dict[str, list[str]]) -> dict[str, str]:
    """What is said → what it means."""
    return {said: meant for meant, listed in forms.items() for said in listed}


def _any_of(said: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(said, key=len, reverse=True)))
