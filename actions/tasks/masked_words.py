"""Words for an outside system: with the numbers again that the gateway had put tokens in place of."""

import re

from actions.services import Services
from actions.turn import Turn
from channels.vault import resolve

_TOKEN = re.compile(r"<(?:phone|samagra|number):\d{1,6}>")
_FORMULA = "=+-@ "


async def unmasked(services: Services, turn: Turn, text: str) -> str:
    """The text as the citizen gave it; what cannot be resolved any more is left out.

    Signs at its beginning that would make it a formula in a spreadsheet are left out too.
    """
    values = {token: await _value(services, turn, token) for token in set(_TOKEN.findall(text))}
    return " ".join(_TOKEN.sub(lambda match: values[match.group()] or "", text).split()).lstrip(_FORMULA)


async def _value(services: Services, turn: Turn, token: str) -> str | None:
    return await services.database.do(lambda connection: resolve(connection, services.vault, turn.conversation, token))
