"""Words for an outside system: with the numbers again that the gateway had put tokens in place of."""

from actions.services import Services
from actions.turn import Turn
from channels.known_identifiers import resolve
from channels.tokens import TOKEN

_FORMULA = "=+-@ "


async def unmasked(services: Services, turn: Turn, text: str) -> str:
    """The text as the citizen gave it; what cannot be resolved any more is left out.

    Signs at its beginning that would make it a formula in a spreadsheet are left out too.
    """
    values = await token_values(services, turn, text)
    return " ".join(TOKEN.sub(lambda match: values.get(match.group(), ""), text).split()).lstrip(_FORMULA)


async def token_values(services: Services, turn: Turn, text: str) -> dict[str, str]:
    """What the tokens in a text stand for in this conversation."""
    found = {token: await _value(services, turn, token) for token in {match.group() for match in TOKEN.finditer(text)}}
    return {token: value for token, value in found.items() if value is not None}


async def _value(services: Services, turn: Turn, token: str) -> str | None:
    return await services.database.do(lambda connection: resolve(connection, services.vault, turn.conversation, token))
