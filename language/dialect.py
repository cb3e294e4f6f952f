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
    return {said: meant for said, meant in (regular | known).items() if said not in data["standard"]}


def _forms(stem: str, verb: str) -> Iterator[tuple[str, str]]:
    for said, meant in (_FUTURE | _INFINITIVE | _PRESENT).items():
        if said == _LIKE_NOUNS and stem in _data()["not_present"]:
            continue
        # "ेगा" after a consonant, "एगा" after a vowel: "मिलेगा", "बनवाएगा".
        yield stem + said, verb + (meant.replace("े", "ए", 1) if said in _FUTURE and verb[-1] in _VOWELS else meant)
    if stem != verb:
        yield from ((stem + ending, verb + ending) for ending in _STANDARD)


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    data = _data()
    whole = [(said, meant) for meant, forms in data["phrases"].items() for said in forms]
    whole += [(verb + _OURS, verb + "ते हैं") for verb in data["verbs"]]
    patterns = [(rf"(?<!{_LETTER}){said}(?!{_LETTER})", meant) for said, meant in whole]
    patterns += [(rf"(?<={_LETTER} ){said}(?! प्र|\.|{_LETTER})", meant) for said, meant in data["alone"].items()]
    patterns += [(rf"(?<!{_LETTER}){place} मा(?!{_LETTER})", f"{place} में") for place in data["places"]]
    patterns += [(rf"^{said}(?=\s)", meant) for meant, forms in data["leading"].items() for said in forms]
    patterns += [
        (rf"(?<=\s){said}(?=\s*(?:[,.?!]|$))", meant) for meant, forms in data["ending"].items() for said in forms
    ]
    patterns += [(rf"(?<=\s){said}(?=\s*\?\s*$)", meant) for meant, forms in data["asking"].items() for said in forms]
    return [(re.compile(said), meant) for said, meant in patterns]
