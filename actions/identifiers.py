"""Identifiers in a turn: tokens that the gateway put in their place, and codes and numbers said digit by digit."""

import re
import unicodedata
from typing import Literal

from actions.services import Services
from actions.turn import Turn
from channels.known_identifiers import resolve
from channels.number_words import AMBIGUOUS, REPEATS, digits_of
from channels.tokens import TOKEN

Kind = Literal["phone", "samagra", "number"]

_PIECE = re.compile(r"\d+|[\u0900-\u0963\u0970-\u097f]+|[A-Za-z]+")
# A code has six digits; what is longer and was pressed is a case's number.
_NUMBER_PRESSED = range(7, 21)
# Somebody who writes so many digits together says none of them as words.
_TOGETHER = 4
_REFERENCE = re.compile(r"(?<![\w/-])[A-Za-z]{1,6}[/-]?\d[\dA-Za-z]*(?:[/-][\dA-Za-z]+)*(?![\w/-])")
_SHORTEST_REFERENCE, _LONGEST_REFERENCE = 6, 30


async def named(services: Services, turn: Turn, kind: Kind) -> str | None:
    """The first identifier of this kind in the message, in Latin digits; None if there is none."""
    tokens = [match.group() for match in TOKEN.finditer(turn.text) if match[1] == kind]
    if not tokens:
        return None
    return await services.database.do(
        lambda connection: resolve(connection, services.vault, turn.conversation, tokens[0])
    )


async def case_number(services: Services, turn: Turn) -> str | None:
    """The number of an application or a complaint: one that the gateway took out, or one pressed.

    Such numbers look like other identifiers, so that the gateway may have taken one for a Samagra id.
    """
    for kind in ("number", "samagra"):
        if (value := await named(services, turn, kind)) and len(value) <= _LONGEST_REFERENCE:
            return value
    return turn.key if _is_long_key(turn) else None


def names_number(turn: Turn) -> bool:
    """Whether a number like those of cases was written, said or pressed."""
    return "<number:" in turn.text or _is_long_key(turn)


def _is_long_key(turn: Turn) -> bool:
    key = turn.key or ""
    return key.isdigit() and len(key) in _NUMBER_PRESSED


def reference_in(turn: Turn) -> str | None:
    """A number with letters before it, as some offices give them ("TL/2025/778")."""
    found = [match.group() for match in _REFERENCE.finditer(TOKEN.sub(" ", turn.text))]
    fitting = (one for one in found if _SHORTEST_REFERENCE <= len(one) <= _LONGEST_REFERENCE)
    return next(fitting, None)


def spoken_digits(turn: Turn) -> str:
    """All digits of the message in order: pressed, written in either script, or said as words ("double four").

    Beside digits written together, a word that need not be a number is none: "code no 123456", "ek baar phir 123456".
    """
    if turn.key is not None:
        return turn.key if turn.key.isdigit() else ""
    digits, repeat = "", 1
    pieces = _PIECE.findall(TOKEN.sub(" ", turn.text.lower()))
    if any(piece.isdecimal() and len(piece) >= _TOGETHER for piece in pieces):
        pieces = [piece for piece in pieces if piece not in AMBIGUOUS]
    for piece in pieces:
        if piece in REPEATS:
            repeat = REPEATS[piece]
            continue
        found = "".join(str(unicodedata.decimal(sign)) for sign in piece) if piece.isdecimal() else digits_of(piece)
        digits += (found or "") * repeat
        repeat = 1
    return digits
