from __future__ import annotations

import psycopg

from channels.known_identifiers import resolve
from channels.vault import Vault
from tests.channels.serving import Served
from tests.peers.bot import FakeBot


async def test_a_token_is_resolved_in_its_own_conversation_only(served: Served, bot: FakeBot) -> None:
    await served.client.turn("owner", text="9876543210 samagra 123456789")
    await served.client.turn("other", text="hello")
    owner, other = (turn["conversation"] for turn in bot.turns)
    settings = served.here.settings
    vault = Vault(settings.vault_key.get_secret_value())
    async with await psycopg.AsyncConnection.connect(settings.database_url) as connection:
        assert await resolve(connection, vault, owner, "<phone:1>") == "9876543210"
        assert await resolve(connection, vault, owner, "<samagra:1>") == "123456789"
        assert await resolve(connection, vault, owner, "<phone:2>") is None
        assert await resolve(connection, vault, other, "<phone:1>") is None
        assert await resolve(connection, vault, owner, "phone") is None
