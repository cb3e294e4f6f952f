from __future__ import annotations

import psycopg
import pytest
from cryptography.fernet import Fernet, InvalidToken

from channels.vault import Vault, resolve
from tests.channels.serving import Served
from tests.peers.bot import FakeBot


def test_what_was_sealed_can_be_opened_after_the_key_was_changed() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Vault(old).seal("9876543210")
    assert Vault(f"{new},{old}").open(sealed) == "9876543210"
    assert b"9876543210" not in sealed
    with pytest.raises(InvalidToken):
        Vault(new).open(sealed)


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
