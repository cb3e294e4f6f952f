"""Complaints for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from portal.base import now
from portal.database import Database
from portal.outside.cm_helpline import Complaint, Level, NewComplaint, Place
from portal.outside.embedded_cm_helpline import lodge
from portal.owners import owner_of
from tests.portal import made


def new(**changes: Any) -> NewComplaint:
    """A complaint about a street light in Bhopal."""
    values: dict[str, Any] = {
        "department": "urban",
        "subject": "street_light",
        "place": Place(district="bhopal", block="Phanda", locality="Arera Colony"),
        "text": "street light not working",
        "mobile": made.phone(),
    }
    return NewComplaint(**(values | changes))


async def lodged(
    database: Database, complaint: NewComplaint | None = None, *, level: str = "L1", days: float = 0
) -> Complaint:
    """One that was lodged, and came to its level, so many days ago."""
    at = now() - timedelta(days=days)
    return await database.do(lambda s: lodge(s, complaint or new(), uuid4().hex, level=Level(level), at=at))


async def owner(database: Database, complaint: Complaint) -> UUID:
    """Whose it is."""
    citizen = await owner_of(database, complaint.mobile)
    assert citizen
    return citizen
