"""`python -m portal.samples`: invented citizens with a household and cases, to try the assistant on.

It works on DATABASE_URL, REDIS_URL and VAULT_KEY, or on the system that `make run` runs from this checkout. Safe to
run again: what is there already stays as it is. Not for production.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import command
from portal.applications import samples as applications
from portal.citizens import service as citizens
from portal.citizens.models import Citizen, Household, Member
from portal.complaints import samples as complaints
from portal.sealed import digest, finds
from portal.services import Portal, running
from portal.settings import Settings

Sample = dict[str, Any]
# Makes what one invented citizen has of a feature, out of that citizen's entry in samples.yaml.
Maker = Callable[[Portal, Citizen, Sample], Awaitable[None]]
MAKERS: tuple[Maker, ...] = (applications.make, complaints.make)

_FILE = Path(__file__).parent / "data" / "samples.yaml"


async def make(portal: Portal) -> int:
    """How many citizens there are samples of."""
    samples: list[Sample] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    for sample in samples:
        await _make_one(portal, sample)
    return len(samples)


async def _make_one(portal: Portal, sample: Sample) -> None:
    async def person(session: AsyncSession) -> Citizen:
        citizen = await citizens.at_address_or_new(
            session, "phone", sample["phone"], name=sample["name"], language=sample["language"]
        )
        await _household(session, citizen, sample.get("household"))
        return citizen

    citizen = await portal.database.do(person)
    for maker in MAKERS:
        await maker(portal, citizen, sample)


async def _household(session: AsyncSession, citizen: Citizen, family: Sample | None) -> None:
    if family is None or await session.scalar(
        select(Household.id).where(finds(Household.family_digest, family["family_id"]))
    ):
        return
    household = Household(family_id=family["family_id"], family_digest=digest("samagra", family["family_id"]))
    household.members = [
        Member(
            citizen_id=citizen.id if member.get("self") else None,
            name=member["name"],
            samagra_id=member["samagra_id"],
            samagra_digest=digest("samagra", member["samagra_id"]),
            birth_date=member["birth_date"],
            gender=member["gender"],
            relation=member["relation"],
        )
        for member in family["members"]
    ]
    session.add(household)


async def _run(settings: Settings) -> int:
    async with running(settings) as portal:
        return await make(portal)


def main() -> int:
    """The exit status."""
    settings = command.settings()
    if settings.environment == "production":
        print("samples are not for production", file=sys.stderr)
        return 1
    print(f"{asyncio.run(_run(settings))} invented citizens are there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
