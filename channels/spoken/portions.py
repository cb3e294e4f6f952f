"""Long texts in portions that a caller can hold in mind."""

from __future__ import annotations

import re

PORTION = 250
_SENTENCE = re.compile(r"(?<=[।.?!])\s+")
_CLAUSE = re.compile(r"(?<=,)\s+")


def portions(text: str, most: int = PORTION) -> tuple[str, ...]:
    """Pieces of at most so many characters, cut after sentences, else after commas, else between words."""
    pieces: list[str] = []
    for sentence in _cut(text, most):
        if pieces and len(pieces[-1]) + 1 + len(sentence) <= most:
            pieces[-1] = f"{pieces[-1]} {sentence}"
        else:
            pieces.append(sentence)
    return tuple(pieces)


def _cut(text: str, most: int) -> list[str]:
    pieces = [piece for piece in _SENTENCE.split(text.strip()) if piece]
    for pattern in (_CLAUSE, re.compile(r"\s+")):
        pieces = [part for piece in pieces for part in (pattern.split(piece) if len(piece) > most else [piece])]
    return [piece[at : at + most] for piece in pieces for at in range(0, len(piece), most)]
