"""Who wants to be called back, by command."""

from __future__ import annotations

import psycopg
import pytest
from cryptography.fernet import Fernet

from channels.vault import Vault
from channels.voice.call_backs import main
from supervisor.system import System

KEY = Fernet.generate_key().decode()
CALLER = "+919812345678"
WISH = """
WITH rung AS (
    INSERT INTO calls (provider, call_id, session_id, caller) VALUES ('test', gen_random_uuid(), 'x', %s) RETURNING id
)
INSERT INTO call_backs (call) SELECT id FROM rung RETURNING id
"""


def test_a_wish_is_listed_until_it_is_crossed_off(
    servers: System, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url, "VAULT_KEY": KEY}.items():
        monkeypatch.setenv(name, value)
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute("DELETE FROM call_backs")
        row = connection.execute(WISH, [Vault(KEY).seal(CALLER)]).fetchone()
    assert row
    assert main([]) == 0
    assert CALLER in capsys.readouterr().out
    assert [main(["done", str(row[0])]) for _ in range(2)] == [0, 1]
    main([])
    assert CALLER not in capsys.readouterr().out
