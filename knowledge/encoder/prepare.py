"""Text → the tokens that our encoder knows: each word's sound, its Latin spelling, and n-grams of the sound.

Both scripts meet in the sound, so "yojana", "yojna" and "योजना" share rows; the Latin spelling keeps English words
apart from Hindi words that sound alike. The result is a string, so that any tokeniser can split it at the spaces.
"""

from functools import lru_cache

from language.normalise import normalise
from language.phonetic import sound
from language.tokens import words

SOUND, LATIN, GRAM = "s:", "l:", "g:"
_GRAM_SIZES = (3, 4)


def prepare_sound(text: str) -> str:
    """Tokens separated by spaces; empty for a text without words."""
    return " ".join(word_tokens(word) for word in words(normalise(text)))


@lru_cache(maxsize=65536)
def word_tokens(word: str) -> str:
    """Tokens of one normalised word, separated by spaces."""
    heard = sound(word) or word
    found = [SOUND + heard]
    if word.isascii() and word.isalpha():
        found.append(LATIN + word)
    if not heard[0].isdigit():
        bounded = f"<{heard}>"
        found += [GRAM + bounded[at : at + size] for size in _GRAM_SIZES for at in range(len(bounded) - size + 1)]
    return " ".join(found)
