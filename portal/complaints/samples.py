"""Complaints of invented citizens, for trying out and for evaluation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from portal.base import now
from portal.citizens.models import Citizen
from portal.complaints.departments import OTHER, clear_matter, matter_of, named_department
from portal.complaints.places import hear_place
from portal.outside.cm_helpline import ComplaintState, Level, NewComplaint, Place
from portal.outside.embedded_cm_helpline import lodge
from portal.sealed import digest

if TYPE_CHECKING:
    from portal.services import Portal

_ANYWHERE = "bhopal"
_STATES = {state.value: state for state in ComplaintState}


async def make(portal: Portal, citizen: Citizen, sample: dict[str, Any]) -> None:
    """Those under `complaints`: number, level, status, department and place in words, text, days (since lodged), and
    owner_phone for somebody else's. What is there stays."""
    own = citizen.address("phone")
    for entry in sample.get("complaints", ()):
        mobile = entry.get("owner_phone") or (own.value if own else None)
        await _make_one(portal, entry, mobile, citizen.name if mobile == (own and own.value) else None)


async def _make_one(portal: Portal, entry: dict[str, Any], mobile: str | None, name: str | None) -> None:
    number, text = str(entry["number"]), str(entry.get("text") or entry.get("department") or "")
    heard = hear_place(str(entry.get("place", "")), asked=True)
    department = named_department(str(entry.get("department", "")), asked=True)
    matter = clear_matter(text, department) or matter_of(department or OTHER, text)
    new = NewComplaint(
        mobile=mobile,
        name=name,
        department=matter.department,
        subject=matter.subject,
        place=Place(district=heard.district or _ANYWHERE, block=heard.block, locality=heard.locality),
        text=text or number,
    )
    state = _STATES.get(str(entry.get("status")), ComplaintState.OPEN)
    at, key = now() - timedelta(days=entry.get("days", 3)), digest("sample", number).hex()
    await portal.database.do(
        lambda session: lodge(
            session, new, key, number=number, level=Level(entry.get("level", "L1")), state=state, at=at,
            resolution=entry.get("resolution"),
        )
    )  # fmt: skip
