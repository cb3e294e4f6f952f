"""One form for texts that differ only in how they were typed: composition, nukta, joiners, digits, spaces."""

import re
import unicodedata
from functools import lru_cache

from indicnlp.normalize.indic_normalize import DevanagariNormalizer

from language.dialect import standard
from language.script import DEVANAGARI_LETTER, latin_digits

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0e\ufe0f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACE = re.compile(r"\s+")
_NUKTA = "\u093c"
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "।": ".", "॥": ".", "…": "..."})


@lru_cache(maxsize=1)
def _devanagari() -> DevanagariNormalizer:
    return DevanagariNormalizer(lang="hi", remove_nuktas=True, nasals_mode="do_nothing")


def clean(text: str) -> str:
    """What a person typed without control and invisible characters, spaces folded, NFC."""
    text = unicodedata.normalize("NFC", text)
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """Lower case, no nukta, Latin digits, plain quotes and dashes, danda as full stop, dialects in standard Hindi."""
    text = clean(unicodedata.normalize("NFKC", text).replace(_NUKTA, "")).translate(_QUOTES)
    if DEVANAGARI_LETTER.search(text):
        text = _devanagari().normalize(text)
        text = unicodedata.normalize("NFD", text).replace(_NUKTA, "")
        text = standard(unicodedata.normalize("NFC", text))
    return latin_digits(text).lower()
