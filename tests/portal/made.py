"""What the portal's tests share: invented phones and sessions, and a message sender that keeps what it is given."""

from __future__ import annotations

import re
import secrets
from random import randrange
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens.models import Household, Member
from portal.database import Database
from portal.errors import PortalError
from portal.outside.sms import Message
from portal.sealed import digest


def phone() -> str:
    """A number that no other test has, most likely."""
    return f"+91{randrange(6, 10)}{randrange(10**9):09}"


async def session(database: Database, channel: str = "web") -> str:
    """A session of the gateway; its conversation at the bot is `conversation-` and its id."""
    session_id = f"test-{uuid4().hex}"
    values = {"id": session_id, "channel": channel, "conversation": f"conversation-{session_id}"}
    insert = text("""
    INSERT INTO sessions (id, channel, conversation, expires_at)
    VALUES (:id, :channel, :conversation, now() + interval '1 day')
    """)
    await database.do(lambda connection: connection.execute(insert, values))
    return session_id


async def household(database: Database) -> tuple[str, str]:
    """The Samagra ids of a member and of the family, of one woman."""
    member_id, family_id = f"1{randrange(10**8):08}", f"4{randrange(10**7):07}"
    row = Household(family_id=family_id, family_digest=digest("samagra", family_id))
    row.members = [
        Member(
            name="सुनीता", samagra_id=member_id, samagra_digest=digest("samagra", member_id), birth_date="1991-04-12",
            gender="female", relation="self",
        )
    ]  # fmt: skip

    async def work(session: AsyncSession) -> None:
        session.add(row)

    await database.do(work)
    return member_id, family_id


class SmsBox:
    """Keeps messages; fails as often as it is told to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.failures: list[PortalError] = []

    async def send(self, message: Message) -> None:
        if self.failures:
            raise self.failures.pop()
        if message.key not in {known.key for known in self.messages}:
            self.messages.append(message)

    def code(self) -> str:
        """The code in the last message."""
        found = re.search(r"\b\d{6}\b", self.messages[-1].text)
        assert found
        return found.group()


def another(code: str) -> str:
    """A wrong code."""
    return f"{(int(code) + 1 + secrets.randbelow(999_998)) % 10**6:06}"
