"""Samagra, the state's register of families and members. Contract: contracts/samagra.yaml."""

from __future__ import annotations

from datetime import date
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from portal.outside.errors import NotKnownThere
from portal.outside.http import Call, OutsideClient

Gender = Literal["female", "male", "other"]


class Member(BaseModel):
    """A member by the 9-digit id; `mobile` is +91…."""

    model_config = ConfigDict(frozen=True)

    member_id: str = Field(repr=False)
    family_id: str = Field(repr=False)
    name: str = Field(repr=False)
    gender: Gender | None = None
    birth_date: date | None = Field(None, repr=False)
    mobile: str | None = Field(None, repr=False)
    relation: str | None = None
    ekyc_done: bool | None = None


class Family(BaseModel):
    """A family by the 8-digit id."""

    model_config = ConfigDict(frozen=True)

    family_id: str = Field(repr=False)
    district: str | None = None
    members: tuple[Member, ...] = ()


class Samagra(Protocol):
    """Raises OutsideUnavailable when it cannot be asked. To be asked for a proven citizen only."""

    async def member(self, member_id: str) -> Member | None:
        """The member with this id."""

    async def family(self, family_id: str) -> Family | None:
        """The family with this id, and its members."""


class HttpSamagra:
    """The register's own interface."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def member(self, member_id: str) -> Member | None:
        if not _is_digits(member_id, 9):
            return None
        try:
            return await self._client.ask(Call("getMember", "GET", f"/members/{member_id}"), Member)
        except NotKnownThere:
            return None

    async def family(self, family_id: str) -> Family | None:
        if not _is_digits(family_id, 8):
            return None
        try:
            return await self._client.ask(Call("getFamily", "GET", f"/families/{family_id}"), Family)
        except NotKnownThere:
            return None


def _is_digits(value: str, length: int) -> bool:
    return value.isascii() and value.isdigit() and len(value) == length
