"""Words of a normalised text."""

import re

from language.acronyms import join_acronyms

# What stands in a message in place of an identifier or of what was enclosed ("<number:1>", "<aadhaar>").
ANY_TOKEN = re.compile(r"<[a-z]+(?::[^<>]*)?>")

_WORD = re.compile(r"[\u0900-\u0963\u0970-\u097f]+|[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*%?|[^\W_]+")


def words(normalised: str) -> list[str]:
    """Devanagari words, Latin words and numbers, in order; punctuation and symbols are dropped."""
    return _WORD.findall(normalised)


def heard_words(normalised: str) -> list[str]:
    """Like `words`, with acronyms spelt in Hindi letter names as Latin letters; positions are lost."""
    return join_acronyms(words(normalised))
