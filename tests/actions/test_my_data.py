"""Proof, consent and a citizen's own data, as one converses about them."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from random import randrange
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from channels.vault import Vault
from portal.citizens import facts
from portal.citizens import service as citizens
from portal.database import Database
from portal.outside.sms import EmbeddedSms
from portal.privacy import consent
from portal.proof import origins
from supervisor.system import System
from tests.actions.talk import VAULT_KEY, Answer, act, call

SESSION = """
INSERT INTO sessions (id, channel, conversation, expires_at)
VALUES (:id, 'web', :conversation, now() + interval '1 day')
"""
IDENTIFIER = """
INSERT INTO identifiers (session_id, kind, number, digest, sealed) VALUES (:id, 'phone', :number, :digest, :sealed)
"""
CODE = "SELECT id FROM one_time_codes WHERE session_id = :id ORDER BY created_at DESC LIMIT 1"


@dataclass
class Talk:
    """One conversation in a session of its own."""

    client: httpx.AsyncClient
    database: Database
    id: str = field(default_factory=lambda: uuid4().hex)
    slots: dict[str, Any] = field(default_factory=dict)
    phones: int = 0

    @property
    def conversation(self) -> str:
        return f"conversation-{self.id}"

    async def open(self) -> "Talk":
        await self._run(SESSION, id=self.id, conversation=self.conversation)
        return self

    async def say(
        self, words: str, intent: str = "inform", action: str = "action_answer", language: str = "hi"
    ) -> Answer:
        held = {name: value for name, value in self.slots.items() if name in ("engaged", "offered", "asked")}
        answer = await act(
            self.client, action, words, intent, language=language, conversation=self.conversation, **held
        )
        self.slots = answer.slots
        return answer

    async def wish(self, words: str, language: str = "hi") -> Answer:
        return await self.say(words, "my_data", "action_my_data", language)

    async def token(self, phone: str) -> str:
        """The token that the gateway puts in place of a phone."""
        self.phones += 1
        sealed = Vault(VAULT_KEY).seal(phone)
        await self._run(IDENTIFIER, id=self.id, number=self.phones, digest=sealed[-20:], sealed=sealed)
        return f"<phone:{self.phones}>"

    async def code(self) -> str:
        async def newest(session: AsyncSession) -> str:
            return str(await session.scalar(text(CODE), {"id": self.id}))

        sms, code_id = EmbeddedSms(self.database, production=False), await self.database.do(newest)
        async with asyncio.timeout(5):
            # It goes out after the answer.
            while (words := await sms.sent(f"code:{code_id}")) is None:  # noqa: ASYNC110 - another's work
                await asyncio.sleep(0.01)
        found = re.search(r"\b\d{6}\b", words)
        assert found
        return found.group()

    async def prove(self, phone: str) -> Answer:
        await self.say(await self.token(phone))
        return await self.say(await self.code())

    async def _run(self, statement: str, **values: Any) -> None:
        await self.database.do(lambda session: session.execute(text(statement), values))


def phone() -> str:
    return f"{randrange(6, 10)}{randrange(10**9):09}"


@pytest.fixture
async def database(servers: System, client: httpx.AsyncClient) -> AsyncIterator[Database]:
    opened = Database(servers.database_url, connections=2, deadline_s=5.0)
    yield opened
    await opened.close()


@pytest.fixture
async def talk(client: httpx.AsyncClient, database: Database) -> Talk:
    return await Talk(client, database).open()


async def test_who_asks_what_is_known_is_asked_for_phone_and_code_first(talk: Talk, database: Database) -> None:
    mine = phone()
    await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}", name="Rampyari Test"))
    first = await talk.wish("मेरे बारे में क्या पता है")
    assert (first.kind, first.reply["meta"]["asks"]) == ("ask", "phone")
    second = await talk.say(f"मेरा नंबर {await talk.token(mine)} है")
    assert (second.kind, second.reply["meta"]["asks"]) == ("ask", "otp")
    shown = await talk.say(await talk.code())
    assert "Rampyari Test" in shown.reply["text"]
    assert mine[-2:] in shown.reply["text"]
    assert mine not in shown.reply["text"]
    assert len(shown.reply["speech"]) <= 400
    assert shown.slots["last_reply"] is None


async def test_after_a_wrong_code_nothing_is_shown_and_the_code_is_asked_for_again(talk: Talk) -> None:
    await talk.wish("what do you know about me", "en")
    await talk.say(await talk.token(phone()), language="en")
    wrong = f"{(int(await talk.code()) + 1) % 10**6:06}"
    answer = await talk.say(wrong, language="en")
    assert (answer.kind, answer.reply["meta"]["asks"]) == ("ask", "otp")
    assert "wrong" in answer.reply["text"]


async def test_a_code_said_digit_by_digit_counts(talk: Talk) -> None:
    await talk.wish("mere baare me kya pata hai")
    await talk.say(await talk.token(phone()))
    words = ["shunya", "ek", "do", "teen", "chaar", "paanch", "chhah", "saat", "aath", "nau"]
    answer = await talk.say(" ".join(words[int(digit)] for digit in await talk.code()))
    assert answer.reply["meta"]["asks"] is None
    assert answer.kind == "answer"


async def test_another_code_is_sent_when_none_came(talk: Talk) -> None:
    await talk.wish("मेरा डेटा दिखाओ")
    await talk.say(await talk.token(phone()))
    first = await talk.code()
    again = await talk.say("कोड नहीं आया, नया कोड भेजो")
    assert again.reply["meta"]["asks"] == "otp"
    second = await talk.code()
    assert (await talk.say(second)).kind == "answer"
    assert re.fullmatch(r"\d{6}", first)


async def test_who_calls_from_a_phone_is_not_asked_for_its_number(talk: Talk, database: Database) -> None:
    mine = f"+91{phone()}"
    await database.do(lambda s: origins.bind(s, talk.id, "phone", mine))
    answer = await talk.wish("मेरे बारे में क्या पता है")
    assert answer.reply["meta"]["asks"] == "otp"


async def test_data_is_deleted_after_proof_and_a_yes(talk: Talk, database: Database) -> None:
    mine = phone()
    await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}", name="X"))
    await talk.wish("मेरा डेटा हटाओ")
    asked = await talk.prove(mine)
    assert (asked.kind, asked.reply["meta"]["asks"]) == ("confirm", "confirmation")
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))
    done = await talk.say("हाँ", "affirm", "action_confirm")
    assert done.kind == "consent"
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}")) is None


async def test_data_stays_after_proof_and_a_no(talk: Talk, database: Database) -> None:
    mine = phone()
    await talk.wish("delete my data", "en")
    await talk.prove(mine)
    await talk.say("no", "deny", "action_confirm", "en")
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))


async def test_once_proven_nobody_is_asked_again_in_the_session(talk: Talk) -> None:
    await talk.wish("मेरे बारे में क्या पता है")
    await talk.prove(phone())
    assert (await talk.wish("मेरे बारे में क्या पता है")).kind == "answer"


async def test_facts_are_kept_for_the_next_time_after_a_yes_and_proof(talk: Talk, database: Database) -> None:
    mine = phone()
    asked = await talk.wish("मेरी उम्र और जिला अगली बार के लिए याद रखना")
    assert (asked.kind, asked.reply["meta"]["asks"]) == ("consent", "consent")
    await talk.say("हाँ", "affirm", "action_confirm")
    done = await talk.prove(mine)
    assert done.kind == "consent"
    citizen = await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))
    assert citizen is not None
    assert await database.do(lambda s: facts.kept(s, citizen.id)) == {}
    assert await database.do(lambda s: consent.answer(s, "elsewhere", "records", citizen.id)) is True


async def test_what_was_kept_is_known_after_proof_in_another_conversation(
    talk: Talk, client: httpx.AsyncClient, database: Database, dialogues: Any
) -> None:
    mine = phone()
    citizen = await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}"))
    await database.do(lambda s: facts.keep(s, citizen.id, {"age": 41}))
    await talk.wish("मेरे बारे में क्या पता है")
    await talk.prove(mine)
    dialogue = await dialogues.load(talk.conversation)
    assert dialogue.facts == {"age": 41}
    assert dialogue.citizen == str(citizen.id)


@pytest.mark.parametrize("words", ["नहीं", "नहीं छोड़िए, रहने दीजिए"])
async def test_who_refuses_is_kept_nowhere_and_may_ask_on(talk: Talk, words: str) -> None:
    await talk.wish("मेरी उम्र याद रख लो")
    answer = await talk.say(words, "deny", "action_confirm")
    assert answer.kind == "consent"
    assert answer.reply["meta"]["asks"] is None
    answer = await talk.say("लाड़ली बहना में कितना मिलता है", "ask_benefits", "action_answer")
    assert answer.kind == "answer"


async def test_a_wish_not_to_be_remembered_is_kept_as_a_refusal(talk: Talk, database: Database) -> None:
    await talk.wish("do not save what I told you", "en")
    assert await database.do(lambda s: consent.answer(s, talk.id, "records")) is False


async def test_a_question_about_privacy_is_answered_without_proof(talk: Talk) -> None:
    answer = await talk.wish("is my information sold", "en")
    assert answer.kind == "consent"
    assert "sold to nobody" in answer.reply["text"]


async def test_without_a_session_the_citizen_hears_that_it_does_not_work_now(
    client: httpx.AsyncClient, database: Database
) -> None:
    answer = await Talk(client, database).wish("मेरा डेटा हटाओ")
    assert answer.kind == "error"
    assert "181" in answer.reply["text"]


async def test_a_turn_that_is_run_again_sends_no_second_code_and_proves_once(talk: Talk) -> None:
    await talk.wish("मेरे बारे में क्या पता है")
    body = call("action_answer", await talk.token(phone()), "inform", conversation=talk.conversation, engaged=True)
    first = (await talk.client.post("/webhook", json=body)).json()
    code = await talk.code()
    assert (await talk.client.post("/webhook", json=body)).json() == first
    assert await talk.code() == code
