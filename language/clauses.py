"""Parts of a message that could each be a question."""

import re

_BREAK = re.compile(r"[?!।;\n]+|(?<!\d)[.,](?!\d)|\s(?:और|एवं|तथा|फिर|aur|or|and|phir|also|plus|&)\s", re.IGNORECASE)


def clauses(text: str, least: int = 2) -> list[str]:
    """Parts of at least so many words, in order; one part when nothing divides the text."""
    parts = [part.strip() for part in _BREAK.split(text)]
    return [part for part in parts if len(part.split()) >= least] or [text.strip()]
