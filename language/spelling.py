"""Whether two words that sound alike are also written alike, in either script: "थे" is no "they", "के" no "kheti"."""

import re
from collections.abc import Iterable
from functools import lru_cache

from language.script import DEVANAGARI_LETTER

_CONSONANTS = {
    "क": "k", "ख": "kh?", "ग": "g", "घ": "gh?", "च": "ch?", "छ": "ch+h?", "ज": "j", "झ": "jh?", "ञ": "n", "ङ": "n",
    "ट": "t", "ठ": "th?", "ड": "[dr]h?", "ढ": "[dr]h?", "ण": "n", "त": "t", "थ": "th?", "द": "d", "ध": "dh?",
    "न": "n", "प": "p", "फ": "f", "ब": "b", "भ": "bh?", "म": "m", "य": "[yi]", "र": "r", "ल": "l", "व": "v",
    "श": "s", "ष": "s", "स": "s", "ह": "h",
}  # fmt: skip
_E, _O = "(?:ai|e)", "(?:au|ou|o)"
_VOWELS = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "y?e", "ऐ": _E, "ओ": "o", "औ": _O,
    "ऑ": "o", "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": _E, "ो": "o", "ौ": _O,
    "ॉ": "o", "ॅ": "[ae]", "ं": "[nm]?", "ँ": "n?",
}  # fmt: skip
_SOUNDED = {*_CONSONANTS, "ं", "ँ"}
_VIRAMA, _ANUSVARA = "्", "ं"
_GEMINATE = re.compile("([क-ह])्(?=\\1)")
_SAME_SIGNS = str.maketrans("ीूैौँ", "िुेों")
_FOLDS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"sh", "s"), (r"ph", "f"), (r"z", "j"), (r"w", "v"), (r"q|ck|c(?!h)", "k"), (r"kch", "ch"),
        (r"chh", "ch"), (r"ee|ii|y\b", "i"), (r"oo|uu", "u"), (r"([a-z])\1+", r"\1"),
    ]
]  # fmt: skip
_LATIN_UNIT = re.compile(r"([b-df-hj-np-tv-z]h?)([aeiou]*)")


def alike(word: str, other: str) -> bool:
    """Whether two words of one sound are written alike; in one script they need not be, for the sound is known."""
    if _is_hindi(word) == _is_hindi(other):
        return True
    hindi, latin = (word, other) if _is_hindi(word) else (other, word)
    return bool(re.fullmatch(_pattern(hindi, None), _folded(latin)))


def begin_alike(word: str, other: str, consonants: int) -> bool:
    """Whether two words are written alike up to so many consonants."""
    if _is_hindi(word) and _is_hindi(other):
        return _hindi_beginning(word, consonants) == _hindi_beginning(other, consonants)
    if _is_hindi(word) or _is_hindi(other):
        hindi, latin = (word, other) if _is_hindi(word) else (other, word)
        return bool(re.match(_pattern(hindi, consonants), _folded(latin)))
    return _latin_beginning(word, consonants) == _latin_beginning(other, consonants)


def scripts(words: Iterable[str]) -> list[bool]:
    """Whether each word is in Devanagari."""
    return [_is_hindi(word) for word in words]


def _is_hindi(word: str) -> bool:
    return bool(DEVANAGARI_LETTER.search(word))


def _hindi_beginning(word: str, consonants: int) -> str:
    kept, left = "", consonants
    for letter in word.translate(_SAME_SIGNS):
        if left == 0 and letter != _VIRAMA:
            break
        left -= letter in _CONSONANTS or letter == _ANUSVARA
        kept += letter
    return kept


def _latin_beginning(word: str, consonants: int) -> list[str]:
    """Consonants with the vowels between, but for every a, which is written or left out at will."""
    units = _LATIN_UNIT.findall(_folded(word))[:consonants]
    return [consonant + (vowels.replace("a", "") if place < len(units) - 1 else "") for place, (consonant, vowels) in
            enumerate(units)]  # fmt: skip


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    for pattern, replacement in _FOLDS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=16384)
def _pattern(word: str, consonants: int | None) -> str:
    """How a Hindi word may be written in Latin letters; only its beginning if a number of `consonants` is given."""
    beginning = _GEMINATE.sub("", word if consonants is None else _hindi_beginning(word, consonants))
    pattern = ""
    for place, letter in enumerate(beginning):
        following = beginning[place + 1 : place + 2]
        if letter in _CONSONANTS:
            pattern += _CONSONANTS[letter] + (_unwritten(letter, following) if following in _SOUNDED else "")
        else:
            pattern += "a?" if letter == _VIRAMA else _VOWELS.get(letter, "")
    return pattern


def _unwritten(letter: str, following: str) -> str:
    """The vowel between two consonants: "bahna", "behna", "bhna"."""
    return "[ae]?" if "ह" in {letter, following} else "a?"
