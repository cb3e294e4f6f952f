"""Bundeli, Bagheli, Malwi and Nimadi as standard Hindi writes them, so that one example teaches all of them.

Only what standard Hindi does not say is replaced, in Devanagari.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parent / "data" / "dialect.yaml"
_WORD = re.compile(r"[\u0900-\u0963\u0970-\u097f]+")
_NUKTA = "\u093c"
_VOWELS = "ािीुूेैोौ"
# Nimadi and Malwi write the letter, standard Hindi does not.
_LATERAL = str.maketrans("ळ", "ल")
_FUTURE = {"से": "ेगा", "है": "ेगा", "िहै": "ेगा", "हे": "ेगा", "ेगो": "ेगा", "हैं": "ेंगे", "िहैं": "ेंगे"}
_INFINITIVE = {"बे": "ने", "बो": "ना", "बौ": "ना", "नो": "ना", "णो": "ना", "णु": "ना"}
_PRESENT = {"त": "ता"}


def standard(text: str) -> str:
    """A text without nuktas, with words of dialects in standard Hindi."""
    phrases, table = _phrases(), _words()
    text = text.translate(_LATERAL)
    for said, meant in phrases:
        text = said.sub(meant, text)
    return _WORD.sub(lambda found: table.get(found[0], found[0]), text)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_bare(_DATA.read_text(encoding="utf-8")))
    return data


def _bare(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace(_NUKTA, "")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    data = _data()
    known = {said: meant for meant, forms in data["words"].items() for said in forms}
    stems = {**{verb: verb for verb in data["verbs"]}, **data["stems"]}
    regular = {form: meant for stem, verb in stems.items() for form, meant in _forms(stem, verb)}
    return regular | known


def _forms(stem: str, verb: str) -> Iterator[tuple[str, str]]:
    for said, meant in (_FUTURE | _INFINITIVE | _PRESENT).items():
        if said in _PRESENT and stem in _data()["not_present"]:
            continue
        # "ेगा" after a consonant, "एगा" after a vowel: "मिलेगा", "बनवाएगा".
        yield stem + said, verb + (meant.replace("े", "ए", 1) if said in _FUTURE and verb[-1] in _VOWELS else meant)


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(rf"(?<![\u0900-\u097f]){said}(?![\u0900-\u097f])"), meant)
        for meant, forms in _data()["phrases"].items()
        for said in forms
    ] + [(re.compile(rf"^{said}(?=\s)"), meant) for meant, forms in _data()["leading"].items() for said in forms]
