"""Who wants to be called back: `python -m channels.voice.call_backs [done ID]`.

It works on DATABASE_URL and VAULT_KEY, or on the system that `make run` runs from this checkout.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime

from channels.database import Database, create_pool
from channels.vault import Vault
from portal import command
from portal.settings import Settings

_OPEN = """
SELECT call_backs.id, call_backs.requested_at, calls.caller
FROM call_backs JOIN calls ON calls.id = call_backs.call
WHERE call_backs.done_at IS NULL AND calls.caller IS NOT NULL
ORDER BY call_backs.requested_at
"""
_DONE = "UPDATE call_backs SET done_at = now() WHERE id = %(id)s AND done_at IS NULL RETURNING id"


async def waiting(database: Database, vault: Vault) -> list[tuple[int, datetime, str]]:
    """Number of the wish, since when, and the telephone number; oldest first."""
    rows = await database.rows(_OPEN, {})
    return [(number, since, vault.open(bytes(caller))) for number, since, caller in rows]


async def done(database: Database, number: int) -> bool:
    """Cross one off; False if there is none such."""
    return await database.row(_DONE, {"id": number}) is not None


async def _run(settings: Settings, crossed_off: int | None) -> int:
    pool = create_pool(settings.database_url, 1)
    await pool.open()
    try:
        database = Database(pool)
        if crossed_off is not None:
            return 0 if await done(database, crossed_off) else 1
        for number, since, caller in await waiting(database, Vault(settings.vault_key.get_secret_value())):
            print(f"{number:>6}  {since:%Y-%m-%d %H:%M}  {caller}")
        return 0
    finally:
        await pool.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """List, or cross off; 1 if there is nothing to cross off."""
    parser = argparse.ArgumentParser(prog="python -m channels.voice.call_backs", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("done", help="cross one off").add_argument("id", type=int)
    asked = parser.parse_args(arguments)
    return asyncio.run(_run(command.settings(), asked.id if asked.command == "done" else None))


if __name__ == "__main__":
    raise SystemExit(main())
