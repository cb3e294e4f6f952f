"""e-District, where applications for services are lodged and decided. Contract: contracts/edistrict.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from portal.outside.case_state import CaseState
from portal.outside.errors import NotKnownThere
from portal.outside.http import Call, OutsideClient

_NUMBER = re.compile(r"[0-9A-Za-z/-]{6,30}")


class ApplicationState(StrEnum):
    SUBMITTED = "submitted"
    IN_PROCESS = "in_process"
    DOCUMENT_NEEDED = "document_needed"
    APPROVED = "approved"
    REJECTED = "rejected"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ApplicationEvent(_Frozen):
    """A step of an application's history."""

    state: ApplicationState
    at: datetime
    note: str | None = None


class Application(_Frozen):
    """An application as the office has it. `service` is a record's id, `mobile` as +91…, `reason` the office's."""

    number: str
    service: str
    state: ApplicationState
    submitted_on: date
    history: tuple[ApplicationEvent, ...] = ()
    mobile: str | None = Field(None, repr=False)
    name: str | None = Field(None, repr=False)
    due_on: date | None = None
    reason: str | None = None


class NewApplication(_Frozen):
    """What is lodged; `fields` are the form's answers, `documents` references of uploaded papers."""

    service: str
    mobile: str = Field(repr=False)
    name: str = Field(repr=False)
    district: str | None = None
    fields: dict[str, str | float | bool | None] = Field(default_factory=dict, repr=False)
    documents: tuple[str, ...] = ()


class EDistrict(Protocol):
    """Raises OutsideUnavailable when it cannot be asked, RefusedThere when it says no."""

    async def find(self, number: str) -> Application | None:
        """The application with this number."""

    async def of_mobile(self, mobile: str) -> list[Application]:
        """Those with this number on record, newest first."""

    async def submit(self, new: NewApplication, key: str) -> Application:
        """Lodge it; with the same key again, only the first counts."""

    async def withdraw(self, number: str) -> Application:
        """Withdraw it if it is not decided. Raises NotKnownThere."""


class _Listed(_Frozen):
    applications: list[Application]


class _State(_Frozen):
    number: str
    state: ApplicationState


class _States(_Frozen):
    applications: list[_State]


class HttpEDistrict:
    """The department's e-District gateway, which can also be asked how many applications stand at once."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def find(self, number: str) -> Application | None:
        if not is_number(number):
            return None
        try:
            return await self._client.ask(Call("getApplication", "GET", _path(number)), Application)
        except NotKnownThere:
            return None

    async def of_mobile(self, mobile: str) -> list[Application]:
        call = Call("listApplications", "GET", "/applications", params={"mobile": mobile})
        return (await self._client.ask(call, _Listed)).applications

    async def submit(self, new: NewApplication, key: str) -> Application:
        call = Call("submitApplication", "POST", "/applications", body=new.model_dump(mode="json"), key=key)
        return await self._client.ask(call, Application)

    async def withdraw(self, number: str) -> Application:
        call = Call("withdrawApplication", "PUT", f"{_path(number)}/withdrawal")
        return await self._client.ask(call, Application)

    async def states(self, numbers: Sequence[str]) -> list[CaseState]:
        if not (sound := [number for number in numbers if is_number(number)]):
            return []
        params = {"numbers": ",".join(sound)}
        answered = await self._client.ask(
            Call("getApplicationStates", "GET", "/application-states", params=params), _States
        )
        return [CaseState(one.number, one.state) for one in answered.applications]


def is_number(text: str) -> bool:
    """Whether it may be an application's number, of whatever office."""
    return _NUMBER.fullmatch(text) is not None


def _path(number: str) -> str:
    return f"/applications/{quote(number, safe='')}"
