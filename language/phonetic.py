"""One spelling for a word in either script, so that "ladli bahna", "laadli behna" and "लाड़ली बहना" meet.

`sound` keeps consonants and the vowels i, u, e, o and drops every a but a leading one, because romanised Hindi writes
or leaves out a at will, and the e beside an h (bahna, behna, bahena); aspirates, retroflexes and sibilants fold
together. `frame` keeps consonants only.
"""

import re
from functools import lru_cache

from language.script import DEVANAGARI_LETTER

_CONSONANTS = {
    "क": "k", "ख": "k", "ग": "g", "घ": "g", "ङ": "n", "च": "c", "छ": "c", "ज": "j", "झ": "j", "ञ": "n",
    "ट": "t", "ठ": "t", "ड": "d", "ढ": "d", "ण": "n", "त": "t", "थ": "t", "द": "d", "ध": "d", "न": "n",
    "प": "p", "फ": "f", "ब": "b", "भ": "b", "म": "m", "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v",
    "श": "s", "ष": "s", "स": "s", "ह": "h",
}  # fmt: skip
_VOWELS = {
    "अ": "a", "आ": "a", "इ": "i", "ई": "i", "उ": "u", "ऊ": "u", "ऋ": "ri", "ए": "e", "ऐ": "e", "ओ": "o", "औ": "o",
    "ऑ": "o", "ऍ": "e", "ऎ": "e", "ऒ": "o",
}  # fmt: skip
_SIGNS = {
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "e", "ो": "o", "ौ": "o", "ॉ": "o",
    "ॅ": "e", "ॆ": "e", "ॊ": "o",
}  # fmt: skip
_VIRAMA, _NASALS = "्", {"ं", "ँ"}
_LABIALS = set("पफबभम")

_LATIN_RULES: list[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"'", ""),
        (r"tion\b", "san"),
        (r"sion\b", "san"),
        (r"ck", "k"),
        (r"sch", "sk"),
        (r"c?chh?", "C"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"C", "c"),
        (r"ph", "f"),
        (r"sh", "s"),
        (r"x", "ks"),
        (r"q", "k"),
        (r"z", "j"),
        (r"w", "v"),
        (r"(?<=[a-zC])aa+i\b|(?<=[a-zC]{2})ai\b", "i"),
        (r"(?<=[kgjtdbr])h", ""),
        (r"(?<=aa)n(?=p)", "m"),
        (r"gny", "gy"),
        (r"ee|ii|ey\b", "i"),
        (r"oo|uu", "u"),
        (r"ai|ei", "e"),
        (r"au|ou|aw", "o"),
        (r"(?<=[^aeiou])y\b", "i"),
        (r"a+", "a"),
        (r"(.)\1+", r"\1"),
    ]
]
_INNER_A = re.compile(r"(?<!^)a")
_GEMINATE = re.compile("([क-ह])्(?=\\1)")
_VOWEL_AT_H = re.compile(r"(?<=[^aeiou])(?:ehe|eh|he)(?=[^aeiou])")
_VOWEL = re.compile(r"[aeiou]")
_LETTERS = re.compile(r"[b-df-gj-np-tv-xz]+")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The word's sound in Latin letters; numbers, acronyms ("kcc") and words of other scripts come back unchanged."""
    if DEVANAGARI_LETTER.search(word):
        word = _INNER_A.sub("", _romanise(_GEMINATE.sub("", word.replace("ज्ञ", "ग्य"))))
    elif word[0].isascii() and word[0].isalpha() and not _LETTERS.fullmatch(word):
        for pattern, replacement in _LATIN_RULES:
            word = pattern.sub(replacement, word)
        word = _INNER_A.sub("", word)
    return _VOWEL_AT_H.sub("h", word)


def frame(word: str) -> str:
    """The consonants of a word's sound, with A in front where it begins with a vowel."""
    heard = sound(word)
    bare = _VOWEL.sub("", heard)
    return "A" + bare if heard[:1] in set("aeiou") else bare


def _romanise(word: str) -> str:
    heard = []
    for position, letter in enumerate(word):
        following = word[position + 1 : position + 2]
        if letter in _CONSONANTS:
            heard.append(_CONSONANTS[letter])
        elif letter in _VOWELS:
            heard.append(_VOWELS[letter])
        elif letter in _SIGNS:
            heard.append(_SIGNS[letter])
        elif letter in _NASALS and following:
            heard.append("m" if following in _LABIALS else "n")
        elif letter == "ः":
            heard.append("h")
        elif letter != _VIRAMA and letter not in _NASALS:
            heard.append(letter)
    return "".join(heard)
