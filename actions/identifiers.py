"""Identifiers in a turn: tokens that the gateway put in their place, and codes said digit by digit."""

import re
import unicodedata
from typing import Literal

from actions.services import Services
from actions.turn import Turn
from channels.number_words import REPEATS, digits_of
from channels.vault import resolve

Kind = Literal["phone", "samagra", "number"]

_TOKEN = re.compile(r"<(phone|samagra|number):\d{1,6}>")
_PIECE = re.compile(r"\d+|[\u0900-\u0963\u0970-\u097f]+|[A-Za-z]+")


async def named(services: Services, turn: Turn, kind: Kind) -> str | None:
    """The first identifier of this kind in the message, in Latin digits; None if there is none."""
    tokens = [match.group() for match in _TOKEN.finditer(turn.text) if match[1] == kind]
    if not tokens:
        return None
    return await services.database.do(
        lambda connection: resolve(connection, services.vault, turn.conversation, tokens[0])
    )


def spoken_digits(turn: Turn) -> str:
    """All digits of the message in order: pressed, written in either script, or said as words ("double four")."""
    if turn.key is not None:
        return turn.key if turn.key.isdigit() else ""
    digits, repeat = "", 1
    for piece in _PIECE.findall(_TOKEN.sub(" ", turn.text.lower())):
        if piece in REPEATS:
            repeat = REPEATS[piece]
            continue
        found = "".join(str(unicodedata.decimal(sign)) for sign in piece) if piece.isdecimal() else digits_of(piece)
        digits += (found or "") * repeat
        repeat = 1
    return digits
