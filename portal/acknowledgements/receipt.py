"""What an acknowledgement says, as it was on the day."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from knowledge.texts import Text
from portal.applications.standing import Standing


class Due(BaseModel):
    """The last day by the law; not `sure` must be worded so."""

    model_config = ConfigDict(frozen=True)

    day: date
    sure: bool


class Receipt(BaseModel):
    """`rupees` is the fee to be paid by UPI, None where nothing is paid here; `to_bring` are papers not sent."""

    model_config = ConfigDict(frozen=True)

    number: str
    service: Text
    applicant: str = Field(repr=False)
    submitted_on: date
    due: Due | None = None
    rupees: int | None = None
    given: tuple[Text, ...] = ()
    to_bring: tuple[Text, ...] = ()


def due_of(standing: Standing) -> Due | None:
    """When it is due, if anybody has published that."""
    return Due(day=standing.due.day, sure=standing.due.sure) if standing.due else None
