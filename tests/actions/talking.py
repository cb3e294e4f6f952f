"""Talks to the action server through a session, turn after turn, as the gateway and the bot let a citizen do."""

import asyncio
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import randrange
from typing import Any
from uuid import uuid4

import httpx
import yaml
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from channels.identifiers import Identifier, mask
from channels.vault import Vault
from portal.database import Database
from portal.outside.sms import EmbeddedSms
from portal.proof import origins
from tests.actions.talk import VAULT_KEY, Answer, act

_SESSION = """
INSERT INTO sessions (id, channel, conversation, expires_at)
VALUES (:id, :channel, :conversation, now() + interval '1 day')
"""
_IDENTIFIER = """
INSERT INTO identifiers (session_id, kind, number, digest, sealed) VALUES (:id, :kind, :number, :digest, :sealed)
"""
_CODE = """
SELECT id FROM one_time_codes WHERE session_id = :id AND phone IS NOT NULL ORDER BY created_at DESC LIMIT 1
"""


@dataclass
class Talk:
    """One conversation in a session of its own; identifiers are taken out of what is said as the gateway does."""

    client: httpx.AsyncClient
    database: Database
    channel: str = "web"
    language: str = "hi"
    id: str = field(default_factory=lambda: uuid4().hex)
    slots: dict[str, Any] = field(default_factory=dict)
    known: dict[Identifier, str] = field(default_factory=dict)
    named: str = ""

    @property
    def conversation(self) -> str:
        """Its id at the bot."""
        return self.named or f"conversation-{self.id}"

    async def open(self, calls_from: str | None = None) -> "Talk":
        """Begin the session; of a channel that knows it, from this phone (+91…)."""
        await self._run(_SESSION, id=self.id, channel=self.channel, conversation=self.conversation)
        if calls_from:
            await self.database.do(lambda session: origins.bind(session, self.id, "phone", calls_from))
        return self

    async def say(self, words: str, intent: str = "inform", **more: Any) -> Answer:
        """What is answered to these words, taken for this intent."""
        return await self._turn(action_of(intent), await self.masked(words), intent, **more)

    async def press(self, keys: str) -> Answer:
        """What is answered to these keys."""
        key = await self.masked(keys.rstrip("#"))
        entities = {"key": key + "#" * keys.endswith("#")}
        return await self._turn("action_press_key", f"/press_key {key}", "press_key", entities=entities)

    async def tap(self, place: int) -> Answer:
        """What is answered to the option at this place, from 1."""
        return await self.tap_on(self.slots["offered"][place - 1])

    async def tap_on(self, choice: str) -> Answer:
        """What is answered to this choice, offered now or before."""
        words = f"/choose_option{json.dumps({'choice': choice})}"
        return await self._turn("action_choose", words, "choose_option", entities={"choice": choice})

    async def code(self) -> str:
        """The code sent last."""

        async def newest(session: AsyncSession) -> str | None:
            found: str | None = await session.scalar(text(_CODE), {"id": self.id})
            return found

        code_id = await self.database.do(newest)
        assert code_id, "no code was sent"
        sms = EmbeddedSms(self.database, production=False)
        async with asyncio.timeout(5):
            # It goes out after the answer.
            while (words := await sms.sent(f"code:{code_id}")) is None:  # noqa: ASYNC110 - another's work
                await asyncio.sleep(0.01)
        found = re.search(r"\b\d{6}\b", words)
        assert found
        return found.group()

    async def prove(self, phone: str) -> Answer:
        """Name the phone, and repeat the code that is sent to it."""
        await self.say(phone)
        return await self.say(await self.code())

    async def _turn(self, action: str, words: str, intent: str, **more: Any) -> Answer:
        metadata = {"channel": self.channel, **more.pop("metadata", {})}
        given = {"language": self.language, "conversation": self.conversation, **more}
        answer = await act(self.client, action, words, intent, metadata=metadata, **(self.slots | given))
        kept = ("engaged", "offered", "asked", "topic", "section", "recent", "last_reply", "failures")
        self.slots = {name: answer.slots[name] for name in kept}
        return answer

    async def masked(self, words: str) -> str:
        """The words as the bot gets them."""
        masked = mask(words)
        for found in masked.found:
            if found not in self.known:
                number = 1 + sum(1 for other in self.known if other.kind == found.kind)
                self.known[found] = f"<{found.kind}:{number}>"
                sealed = Vault(VAULT_KEY).seal(found.value)
                values = {"id": self.id, "kind": found.kind, "number": number, "digest": sealed[-20:], "sealed": sealed}
                await self._run(_IDENTIFIER, **values)
        numbers = [int(self.known[found].rstrip(">").rpartition(":")[2]) for found in masked.found]
        return masked.text(numbers)

    async def _run(self, statement: str, **values: Any) -> None:
        await self.database.do(lambda session: session.execute(text(statement), values))


def action_of(intent: str) -> str:
    """The action to which the rules lead."""
    return _rules()[intent]


@lru_cache(maxsize=1)
def _rules() -> dict[str, str]:
    rules = yaml.safe_load(Path("nlu_data/rules.yml").read_text(encoding="utf-8"))["rules"]
    return {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}


def phone() -> str:
    """Ten digits that no other test has, most likely."""
    return f"{randrange(6, 10)}{randrange(10**9):09}"


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06}"
