"""CM Helpline 181, where complaints are lodged and resolved. Contract: contracts/cm_helpline.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from portal.outside.case_state import CaseState
from portal.outside.errors import NotKnownThere
from portal.outside.http import Call, OutsideClient

MOST_WORDS = 4000
NUMBER_LENGTH = 8
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_WORDS)]


class ComplaintState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"
    FORCE_CLOSED = "force_closed"


class Level(StrEnum):
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Place(_Frozen):
    """`district` is an id of language/places.py; `locality` a village, ward or colony as the citizen says it."""

    district: str
    block: str | None = Field(None, max_length=200)
    locality: str | None = Field(None, max_length=200)
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)


class Attachment(_Frozen):
    """Something that came with the words, by its reference in the store of uploads."""

    kind: Literal["photo", "document", "audio"]
    reference: str = Field(min_length=1, max_length=200)


class NewComplaint(_Frozen):
    """What is lodged. `department` and `subject` are ids of portal/complaints/data/departments.yaml, `mobile` is +91….

    Who gives no mobile can follow the complaint only where it was lodged.
    """

    department: str
    subject: str
    place: Place
    text: Words = Field(repr=False)
    mobile: str | None = Field(None, repr=False)
    name: str | None = Field(None, repr=False)
    attachments: tuple[Attachment, ...] = ()


class Complaint(_Frozen):
    """A complaint as the helpline has it; `text` with everything added since."""

    number: str
    state: ComplaintState
    level: Level
    department: str
    subject: str
    place: Place
    lodged_at: datetime
    level_since: datetime
    mobile: str | None = Field(None, repr=False)
    text: str | None = Field(None, repr=False)
    resolution: str | None = None
    resolved_at: datetime | None = None
    satisfied: bool | None = None
    rating: int | None = Field(None, ge=1, le=5)


class CmHelpline(Protocol):
    """Raises OutsideUnavailable when it cannot be asked, NotKnownThere for a number it does not have, RefusedThere when
    the complaint's state does not allow it. What is done twice with one key counts once."""

    async def lodge(self, new: NewComplaint, key: str) -> Complaint:
        """Lodge it and give it a number."""

    async def find(self, number: str) -> Complaint | None:
        """The complaint with this number."""

    async def of_mobile(self, mobile: str) -> list[Complaint]:
        """Those with this number on record, newest first."""

    async def add(self, number: str, text: str, key: str, attachments: tuple[Attachment, ...] = ()) -> Complaint:
        """Add to what was said."""

    async def judge(self, number: str, satisfied: bool, rating: int | None, key: str) -> Complaint:
        """The citizen's word on the resolution: satisfied closes it, not satisfied sends it up a level."""

    async def reopen(self, number: str, reason: str, key: str) -> Complaint:
        """Open a closed one again, within the window."""


class _Listed(_Frozen):
    complaints: list[Complaint]


class _State(_Frozen):
    number: str
    state: ComplaintState
    level: Level


class _States(_Frozen):
    complaints: list[_State]


class HttpCmHelpline:
    """The helpline's own interface, which can also be asked how many complaints stand at once."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def lodge(self, new: NewComplaint, key: str) -> Complaint:
        call = Call("lodgeComplaint", "POST", "/complaints", body=new.model_dump(mode="json"), key=key)
        return await self._client.ask(call, Complaint)

    async def find(self, number: str) -> Complaint | None:
        if not is_number(number):
            return None
        try:
            return await self._client.ask(Call("getComplaint", "GET", f"/complaints/{number}"), Complaint)
        except NotKnownThere:
            return None

    async def of_mobile(self, mobile: str) -> list[Complaint]:
        call = Call("listComplaints", "GET", "/complaints", params={"mobile": mobile})
        return (await self._client.ask(call, _Listed)).complaints

    async def add(self, number: str, text: str, key: str, attachments: tuple[Attachment, ...] = ()) -> Complaint:
        papers = [attachment.model_dump() for attachment in attachments]
        return await self._post("addToComplaint", number, "additions", key, {"text": text, "attachments": papers})

    async def judge(self, number: str, satisfied: bool, rating: int | None, key: str) -> Complaint:
        body = {"satisfied": satisfied, "rating": rating}
        return await self._post("judgeResolution", number, "feedback", key, body)

    async def reopen(self, number: str, reason: str, key: str) -> Complaint:
        return await self._post("reopenComplaint", number, "reopening", key, {"reason": reason})

    async def states(self, numbers: Sequence[str]) -> list[CaseState]:
        if not (sound := [number for number in numbers if is_number(number)]):
            return []
        params = {"numbers": ",".join(sound)}
        answered = await self._client.ask(
            Call("getComplaintStates", "GET", "/complaint-states", params=params), _States
        )
        return [CaseState(one.number, one.state, one.level) for one in answered.complaints]

    async def _post(self, operation: str, number: str, what: str, key: str, body: Mapping[str, object]) -> Complaint:
        if not is_number(number):
            raise NotKnownThere
        call = Call(operation, "POST", f"/complaints/{number}/{what}", body=body, key=key)
        return await self._client.ask(call, Complaint)


def is_number(text: str) -> bool:
    """Whether it has the form of a complaint's number: eight digits."""
    return len(text) == NUMBER_LENGTH and text.isascii() and text.isdigit()
