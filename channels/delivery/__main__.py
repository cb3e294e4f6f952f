"""Messages that no provider took: what they died of, each of them, and again.

python -m channels.delivery                          how many died of what
python -m channels.delivery list [--code CODE]       each of them, without its words
python -m channels.delivery show ID                  one with its words
python -m channels.delivery replay ID… | --code CODE | --all
python -m channels.delivery drop ID… | --code CODE | --all

It works on DATABASE_URL, or on the system that `make run` runs from this checkout. Words need VAULT_KEY too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from channels.database import Database, create_pool
from channels.delivery.dead_letters import DeadLetter, DeadLetters, Reason, Which
from channels.delivery.outgoing import from_json
from channels.vault import Vault
from supervisor.system import current_system

_NONE = 1
_WRONG = 2
_DEADLINE_S = 600.0


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 1 if there is nothing of the kind, 2 if it cannot be done."""
    asked = _parser().parse_args(arguments)
    if asked.command in ("replay", "drop") and not (asked.ids or asked.code or asked.all):
        print("name messages by their numbers, by --code, or --all", file=sys.stderr)
        return _WRONG
    running = None if os.environ.get("DATABASE_URL") else current_system()
    known = running.environment if running else os.environ
    url, keys = known.get("DATABASE_URL"), known.get("VAULT_KEY", "")
    if not url or (asked.command == "show" and not keys):
        print("set DATABASE_URL, for words VAULT_KEY too, or run the system", file=sys.stderr)
        return _WRONG
    return asyncio.run(_run(url, keys, asked))


async def _run(url: str, keys: str, asked: argparse.Namespace) -> int:
    pool = create_pool(url, 1)
    await pool.open()
    try:
        return await _do(DeadLetters(Database(pool, _DEADLINE_S)), keys, asked)
    finally:
        await pool.close()


async def _do(letters: DeadLetters, keys: str, asked: argparse.Namespace) -> int:
    match asked.command:
        case "list":
            return _told([_line(letter) for letter in await letters.listed(asked.most, asked.code)])
        case "show":
            found = await letters.one(asked.id)
            return _told([_line(found), _words(found, Vault(keys))] if found else [])
        case "replay" | "drop":
            settle = letters.replay if asked.command == "replay" else letters.drop
            count = await settle(Which(asked.ids, asked.code, asked.all))
            print(f"{count} {'will be sent again' if asked.command == 'replay' else 'dropped'}")
            return 0 if count else _NONE
        case _:
            return _told([_summary(reason) for reason in await letters.reasons()])


def _line(letter: DeadLetter) -> str:
    asked = "by ourselves" if letter.proactive else "asked for"
    return (
        f"{letter.id:>8}  {letter.provider:<8}  {letter.code:<20}  {letter.attempts:>3} attempts  "
        f"{letter.created_at:%Y-%m-%d %H:%M}  {asked}"
    )


def _words(letter: DeadLetter, vault: Vault) -> str:
    written = vault.opened(letter.sealed)
    return "(no key opens it)" if written is None else from_json(written).plain


def _summary(reason: Reason) -> str:
    first, last = (f"{moment:%Y-%m-%d %H:%M}" for moment in (reason.first, reason.last))
    return f"{reason.count:>7}  {reason.provider:<8}  {reason.code:<20}  {first} to {last}"


def _told(lines: Sequence[str]) -> int:
    print("\n".join(lines) if lines else "none")
    return 0 if lines else _NONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m channels.delivery", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command")
    listing = commands.add_parser("list", help="each of them, without its words")
    listing.add_argument("--most", type=int, default=100)
    listing.add_argument("--code")
    commands.add_parser("show", help="one with its words").add_argument("id", type=int)
    for name, what in (("replay", "send again"), ("drop", "do not send any more")):
        command = commands.add_parser(name, help=what)
        command.add_argument("ids", nargs="*", type=int)
        command.add_argument("--code", help="all that died of this")
        command.add_argument("--all", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
