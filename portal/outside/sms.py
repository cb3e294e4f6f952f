"""Text messages to phones: one-time codes and notices. Contract: contracts/sms.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import BaseModel
from sqlalchemy import Index, Text, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from portal.base import Base, Identified, Made
from portal.database import Database
from portal.outside.errors import OutsideUnavailable
from portal.outside.http import Call, OutsideClient
from portal.sealed import Sealed, digest, finder

Template = Literal["code", "notice"]


@dataclass(frozen=True, slots=True)
class Message:
    """`to` as `phones.e164` gives it; `template` as registered with the operators; `key` makes it safe to repeat."""

    to: str = field(repr=False)
    text: str = field(repr=False)
    template: Template
    key: str


class Sms(Protocol):
    """Raises OutsideUnavailable when it cannot be sent now, RefusedThere when never."""

    async def send(self, message: Message) -> None:
        """Hand it over; with the same key again, only the first counts."""


class _Taken(BaseModel):
    id: str


class HttpSms:
    """The state's message gateway."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    async def send(self, message: Message) -> None:
        body = {"to": message.to, "text": message.text, "template": message.template}
        await self._client.ask(Call("sendMessage", "POST", "/messages", body=body, key=message.key), _Taken)


class SentMessage(Base, Identified, Made):
    """A message that the embedded sender was given."""

    __tablename__ = "portal_messages"
    __table_args__ = (Index("portal_messages_by_recipient", "recipient_digest", "created_at"),)

    key: Mapped[str] = mapped_column(Text, unique=True)
    recipient: Mapped[str] = mapped_column(Sealed)
    recipient_digest: Mapped[bytes] = finder("address", of="recipient")
    text: Mapped[str] = mapped_column(Sealed)


class EmbeddedSms:
    """Keeps the message in our own table, where developers and evaluation read it. In production it sends nothing."""

    def __init__(self, database: Database, *, production: bool) -> None:
        self._database = database
        self._production = production

    async def send(self, message: Message) -> None:
        if self._production:
            raise OutsideUnavailable
        values = {
            "key": message.key,
            "recipient": message.to,
            "recipient_digest": digest("address", message.to),
            "text": message.text,
        }

        async def keep(session: AsyncSession) -> None:
            await session.execute(insert(SentMessage).values(values).on_conflict_do_nothing())

        await self._database.do(keep)

    async def sent(self, key: str) -> str | None:
        """The text of the message with this key."""
        found = select(SentMessage.text).where(SentMessage.key == key)
        return await self._database.do(lambda session: session.scalar(found))
