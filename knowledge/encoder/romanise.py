"""Hindi text as people type it in Latin letters: attested spellings from Dakshina, a plain rule for other words."""

import random
from collections import defaultdict
from collections.abc import Iterable

from language.normalise import normalise
from language.script import DEVANAGARI_LETTER
from language.tokens import words

_CONSONANTS = {
    "क": "k", "ख": "kh", "ग": "g", "घ": "gh", "ङ": "n", "च": "ch", "छ": "chh", "ज": "j", "झ": "jh", "ञ": "n",
    "ट": "t", "ठ": "th", "ड": "d", "ढ": "dh", "ण": "n", "त": "t", "थ": "th", "द": "d", "ध": "dh", "न": "n",
    "प": "p", "फ": "ph", "ब": "b", "भ": "bh", "म": "m", "य": "y", "र": "r", "ल": "l", "ळ": "l", "व": "v",
    "श": "sh", "ष": "sh", "स": "s", "ह": "h",
}  # fmt: skip
_VOWELS = {
    "अ": "a", "आ": "aa", "इ": "i", "ई": "ee", "उ": "u", "ऊ": "oo", "ऋ": "ri", "ए": "e", "ऐ": "ai", "ओ": "o", "औ": "au",
    "ऑ": "o",
}  # fmt: skip
_SIGNS = {
    "ा": "a", "ि": "i", "ी": "i", "ु": "u", "ू": "u", "ृ": "ri", "े": "e", "ै": "ai", "ो": "o", "ौ": "au", "ॉ": "o",
}  # fmt: skip
_SILENT = {"्": "", "ं": "n", "ँ": "n", "ः": "h"}


class Romaniser:
    """Draws an attested spelling of each word, the commoner the likelier."""

    def __init__(self, attested: Iterable[tuple[str, str, int]]) -> None:
        """`attested`: (romanised, native, times seen)."""
        self._spellings: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
        for latin, native, times in attested:
            spellings, weights = self._spellings[normalise(native)]
            spellings.append(latin)
            weights.append(times)

    def text(self, text: str, chance: random.Random) -> str:
        return " ".join(self._word(word, chance) for word in words(normalise(text)))

    def _word(self, word: str, chance: random.Random) -> str:
        if not DEVANAGARI_LETTER.search(word):
            return word
        if word in self._spellings:
            spellings, weights = self._spellings[word]
            return chance.choices(spellings, weights)[0]
        return by_rule(word)


def by_rule(word: str) -> str:
    """Letter by letter, with an a after each consonant that has no vowel sign, except the last."""
    heard = []
    for letter, following in zip(word, word[1:] + " ", strict=True):
        heard.append(_CONSONANTS.get(letter) or _VOWELS.get(letter) or _SIGNS.get(letter) or _SILENT.get(letter, ""))
        if letter in _CONSONANTS and following in _CONSONANTS:
            heard.append("a")
    return "".join(heard)
