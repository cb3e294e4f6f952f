"""`python -m portal.complaints NUMBER [STEP]`: be the officers of the embedded CM Helpline.

Answers a complaint, sends it a level up or closes it by force, and the citizen who agreed to news is told within a
minute; without a step it is shown. It works on DATABASE_URL, REDIS_URL and VAULT_KEY, or on the system that `make run`
runs from this checkout.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from portal import command
from portal.complaints import officers
from portal.outside.cm_helpline import Complaint
from portal.outside.embedded_cm_helpline import find
from portal.outside.errors import NotKnownThere
from portal.outside.settings import OutsideSettings

_WITH_WORDS = ("resolve", "close")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 1 if there is no such complaint, or its state does not allow the step."""
    parser = argparse.ArgumentParser(prog="python -m portal.complaints", description=__doc__)
    parser.add_argument("number")
    parser.add_argument("step", nargs="?", choices=(*_WITH_WORDS, "escalate"))
    parser.add_argument("words", nargs="?", help="the answer; the citizen reads it")
    asked = parser.parse_args(arguments)
    if asked.step in _WITH_WORDS and not (asked.words or "").strip():
        parser.error(f'{asked.step} needs words: {asked.number} {asked.step} "…"')
    if command.read(OutsideSettings).cm_helpline_url:
        parser.error("CM_HELPLINE_URL is set: complaints are answered over there")
    complaint = command.step("complaint", asked, lambda session: _do(session, asked))
    if complaint is None:
        return 1
    print(_line(complaint))
    return 0


async def _do(session: AsyncSession, asked: argparse.Namespace) -> Complaint:
    match asked.step:
        case "resolve":
            await officers.resolve(session, asked.number, asked.words)
        case "close":
            await officers.force_close(session, asked.number, asked.words)
        case "escalate":
            await officers.escalate(session, asked.number)
    complaint = await find(session, asked.number)
    if complaint is None:
        raise NotKnownThere
    return complaint


def _line(complaint: Complaint) -> str:
    answer = f": {complaint.resolution}" if complaint.resolution else ""
    about = f"{complaint.department}/{complaint.subject}, {complaint.lodged_at:%Y-%m-%d}"
    return f"{complaint.number} {about}, {complaint.level}: {complaint.state}{answer}"


if __name__ == "__main__":
    sys.exit(main())
