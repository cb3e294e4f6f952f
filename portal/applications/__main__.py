"""`python -m portal.applications NUMBER [STEP]`: be the office of the embedded e-District.

Moves an application on, and the citizen who agreed to news is told within a minute; without a step it is shown.
"overdue" puts its promised day into the past. It works on DATABASE_URL, REDIS_URL and VAULT_KEY, or on the system that
`make run` runs from this checkout.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from portal import command
from portal.applications import officers
from portal.outside.edistrict import Application, ApplicationState
from portal.outside.embedded_edistrict import advance, find
from portal.outside.errors import NotKnownThere
from portal.outside.settings import OutsideSettings

_OVERDUE = "overdue"
_STEPS = ("in_process", "document_needed", "approved", "rejected", "delivered")
_WITH_REASON = ("document_needed", "rejected")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 1 if there is no such application, or its state does not allow the step."""
    parser = argparse.ArgumentParser(prog="python -m portal.applications", description=__doc__)
    parser.add_argument("number")
    parser.add_argument("step", nargs="?", choices=(*_STEPS, _OVERDUE))
    parser.add_argument("--reason", help="why it is rejected, or which paper is wanted; citizens read it")
    parser.add_argument("--days", type=int, default=5, help="how long it is overdue (default: 5)")
    asked = parser.parse_args(arguments)
    if asked.step in _WITH_REASON and not asked.reason:
        parser.error(f"{asked.step} needs --reason")
    if asked.days < 1:
        parser.error("--days: at least 1")
    if command.read(OutsideSettings).edistrict_url:
        parser.error("EDISTRICT_URL is set: applications are decided over there")
    application = command.step("application", asked, lambda session: _do(session, asked))
    if application is None:
        return 1
    print(_line(application))
    return 0


async def _do(session: AsyncSession, asked: argparse.Namespace) -> Application:
    if asked.step == _OVERDUE:
        await officers.let_lapse(session, asked.number, asked.days)
    elif asked.step:
        state = ApplicationState(asked.step)
        return await advance(session, asked.number, state, actor="officer", note=asked.reason)
    application = await find(session, asked.number)
    if application is None:
        raise NotKnownThere
    return application


def _line(application: Application) -> str:
    due = f", due on {application.due_on}" if application.due_on else ""
    reason = f": {application.reason}" if application.reason else ""
    return f"{application.number} {application.service}, {application.submitted_on}{due}: {application.state}{reason}"


if __name__ == "__main__":
    sys.exit(main())
