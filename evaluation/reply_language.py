"""Whether a reply is in the language expected; its words decide, its own word for it when they are few."""

from language.detect import detect
from language.script import DEVANAGARI_LETTER, LATIN_LETTER, devanagari_share

_MOSTLY = 0.3


def is_in(expected: str, declared: str, text: str, asked_in: str) -> bool:
    """Romanised Hindi counts as Hindi when the citizen writes so."""
    if expected == "en":
        return declared == "en" and devanagari_share(text) < _MOSTLY
    if devanagari_share(text) >= _MOSTLY:
        return True
    if asked_in == "hinglish" and detect(text).language == "hinglish":
        return True
    # Names and addresses of sites can outweigh the Hindi words around them.
    return declared == "hi" and bool(DEVANAGARI_LETTER.search(text) or not LATIN_LETTER.search(text))
