"""`python -m portal.audit [SEQ:HASH]`: check the audit trail, and that it still contains an end noted before.

Prints the end of the trail as SEQ:HASH; keep it somewhere else. Status 1 when the trail was tampered with.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from portal import command
from portal.audit.chain import Head, Tampered, verify
from portal.database import Database
from portal.settings import Settings

_DEADLINE_S = 600.0


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    try:
        since = _head(arguments[0]) if arguments else None
    except ValueError:
        print("give an end of the trail as SEQ:HASH, as this command prints it", file=sys.stderr)
        return 2
    try:
        head = asyncio.run(_verified(command.settings(), since))
    except Tampered as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{head.seq}:{head.hash.hex()}")
    return 0


async def _verified(settings: Settings, since: Head | None) -> Head:
    database = Database(settings.database_url, connections=1, deadline_s=_DEADLINE_S)
    try:
        return await database.do(lambda session: verify(session, since))
    finally:
        await database.close()


def _head(text: str) -> Head:
    """Raises ValueError."""
    seq, _, digest = text.partition(":")
    return Head(int(seq), bytes.fromhex(digest))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
