"""What of a change a citizen is told, and when nothing more is to come."""

from __future__ import annotations

from portal.following.models import Kind
from portal.outside.case_state import CaseState
from portal.outside.cm_helpline import ComplaintState
from portal.outside.edistrict import ApplicationState

_OVER = {
    "application": frozenset({ApplicationState.DELIVERED, ApplicationState.WITHDRAWN}),
    "complaint": frozenset({ComplaintState.CLOSED, ComplaintState.FORCE_CLOSED}),
}


def is_over(kind: Kind, state: str) -> bool:
    """Whether the office does nothing more with a case in this state."""
    return state in _OVER[kind]


def news(kind: Kind, before: CaseState, after: CaseState) -> str | None:
    """The message's key in portal/messages; None where the citizen need not hear of it."""
    if kind == "application":
        return f"application_{after.state}" if after.state != before.state else None
    if after.state != ComplaintState.OPEN:
        return f"complaint_{after.state}" if after.state != before.state else None
    return "complaint_escalated" if (after.level or "") > (before.level or "") else None
