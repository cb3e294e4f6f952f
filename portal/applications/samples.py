"""Applications of invented citizens, for trying out and for evaluation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from portal.calendar import today
from portal.citizens.models import Citizen
from portal.outside.edistrict import ApplicationState, NewApplication
from portal.outside.embedded_edistrict import submit
from portal.sealed import digest

if TYPE_CHECKING:
    from portal.services import Portal

_USUAL_DAYS = 30
_STATES = {
    "pending": ApplicationState.IN_PROCESS,
    "open": ApplicationState.IN_PROCESS,
    "processing": ApplicationState.IN_PROCESS,
    "in_progress": ApplicationState.IN_PROCESS,
    "under_process": ApplicationState.IN_PROCESS,
    "overdue": ApplicationState.IN_PROCESS,
    "document_required": ApplicationState.DOCUMENT_NEEDED,
    "documents_needed": ApplicationState.DOCUMENT_NEEDED,
    "issued": ApplicationState.DELIVERED,
}


async def make(portal: Portal, citizen: Citizen, sample: dict[str, Any]) -> None:
    """Those under `applications`: number, service, status, due (a date, or days before today), submitted, reason, and
    owner_phone with owner_name for somebody else's. What is there stays."""
    own = citizen.address("phone")
    for entry in sample.get("applications", ()):
        mobile, name = entry.get("owner_phone"), entry.get("owner_name")
        if mobile is None and own is not None:
            mobile, name = own.value, citizen.name
        await _make_one(portal, entry, mobile, name or "")


async def _make_one(portal: Portal, entry: dict[str, Any], mobile: str, name: str) -> None:
    number, due = str(entry["number"]), _day(entry.get("due"))
    submitted = _day(entry.get("submitted")) or (due or today()) - timedelta(days=_USUAL_DAYS)
    status = str(entry.get("status", "submitted"))
    state = _STATES.get(status) or ApplicationState(status)
    new = NewApplication(service=entry["service"], mobile=mobile, name=name)
    await portal.database.do(
        lambda session: submit(
            session, new, digest("sample", number).hex(), number=number, state=state, due_on=due,
            submitted_on=min(submitted, today()), reason=entry.get("reason"),
        )
    )  # fmt: skip


def _day(value: str | int | date | None) -> date | None:
    if isinstance(value, int):
        return today() - timedelta(days=value)
    return date.fromisoformat(value) if isinstance(value, str) else value
