"""Words of a normalised text."""

import re

_WORD = re.compile(r"[\u0900-\u0963\u0970-\u097f]+|[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*%?|[^\W_]+")


def words(normalised: str) -> list[str]:
    """Devanagari words, Latin words and numbers, in order; punctuation and symbols are dropped."""
    return _WORD.findall(normalised)
