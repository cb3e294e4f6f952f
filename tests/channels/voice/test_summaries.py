"""What a caller wants in writing: asked for by a key, sent by a worker to WhatsApp or as a text message."""

from __future__ import annotations

from typing import Any

import pytest

from channels.delivery.outgoing import from_json
from channels.vault import Vault
from channels.voice.summaries import SummarySender
from channels.voice.summary import for_sms, summary_of
from portal.errors import Unavailable
from portal.outside.sms import EmbeddedSms, Message
from supervisor.system import System
from tests.channels.voice.calling import PROVIDERS, CallBot, Exchange, exchange, said
from tests.peers.caller import Caller

MINE = "+919812345678"
ANSWER = said("हर महीने ₹600 मिलते हैं।", topic="sambal")


class Box:
    """Takes text messages, or fails."""

    def __init__(self, works: bool = True) -> None:
        self.works = works
        self.taken: list[Message] = []

    async def send(self, message: Message) -> None:
        if not self.works:
            raise Unavailable
        self.taken.append(message)


def sender(telephone: Exchange, sms: Any, session: str | None = None) -> SummarySender:
    here = telephone.served.here

    async def on_whatsapp(phone: str) -> str | None:
        return session if phone == MINE else None

    vault = Vault(here.settings.vault_key.get_secret_value())
    return SummarySender(here.database, vault, here.portal.database, sms, on_whatsapp)


async def informed(telephone: Exchange, provider: str = "twilio", number: str = MINE) -> Caller:
    """A caller who has heard an answer."""
    telephone.bot.answers["menu:schemes"] = ANSWER
    caller = await telephone.in_menu(provider, number=number)
    await caller.press("3")
    return caller


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_message_is_had_by_key_eight_at_any_time(telephone: Exchange, provider: str) -> None:
    caller = await informed(telephone, provider)
    assert "संदेश में पाने के लिए आठ" in caller.words
    heard = await caller.press("8")
    assert "संदेश भेज देंगे" in heard
    assert "छह सौ" not in heard
    assert "छह सौ" in await caller.press("9")


async def test_at_the_end_it_is_offered(telephone: Exchange) -> None:
    telephone.bot.answers["धन्यवाद"] = said("नमस्ते!", kind="smalltalk")
    telephone.bot.intents["धन्यवाद"] = "bye"
    caller = await informed(telephone)
    assert "सार संदेश में चाहिए" in await caller.say("धन्यवाद")
    assert "संदेश भेज देंगे" in await caller.press("1")
    assert caller.over


async def test_it_comes_as_a_text_message_once(telephone: Exchange) -> None:
    caller = await informed(telephone)
    await caller.press("8")
    await caller.press("8")
    box = Box()
    assert [await sender(telephone, box).send_due() for _ in range(2)] == [1, 0]
    (message,) = box.taken
    assert message.to == MINE
    assert "₹600" in message.text


async def test_it_comes_on_whatsapp_where_the_citizen_writes_to_us(telephone: Exchange) -> None:
    rows = telephone.served.here.database.rows
    await rows("DELETE FROM addresses", {})
    values = "('there', 'twilio', 'account', '', now() + interval '1 hour')"
    await rows(f"INSERT INTO addresses (session_id, provider, account, sealed, window_until) VALUES {values}", {})
    await (await informed(telephone)).press("8")
    box = Box()
    assert await sender(telephone, box, "there").send_due() == 1
    assert box.taken == []
    ((message,),) = await rows("SELECT message FROM deliveries WHERE session_id = 'there'", {})
    assert "₹600" in from_json(telephone.served.here.vault.open(message)).text


async def test_what_cannot_be_sent_now_is_sent_later(telephone: Exchange) -> None:
    await (await informed(telephone)).press("8")
    box = Box(works=False)
    assert await sender(telephone, box).send_due() == 0
    box.works = True
    assert await sender(telephone, box).send_due() == 0
    await telephone.served.here.database.rows("UPDATE call_summaries SET not_before = now()", {})
    assert await sender(telephone, box).send_due() == 1


async def test_one_whose_key_is_gone_is_lost_and_holds_up_no_other(telephone: Exchange) -> None:
    caller, rows = await informed(telephone), telephone.served.here.database.rows
    await caller.press("8")
    await rows("UPDATE call_summaries SET address = 'sealed with a key that is gone'", {})
    telephone.bot.answers["और?"] = said("और ₹100", topic="sambal")
    await caller.say("और?")
    await caller.press("8")
    box = Box()
    assert await sender(telephone, box).send_due() == 1
    assert len(box.taken) == 1
    assert await rows("SELECT 1 FROM call_summaries WHERE sent_at IS NULL", {}) == []


async def test_while_developing_the_embedded_sender_takes_it(telephone: Exchange) -> None:
    portal = telephone.served.here.portal
    assert isinstance(portal.sms, EmbeddedSms)
    await (await informed(telephone)).press("8")
    assert await sender(telephone, portal.sms).send_due() == 1
    ((source,),) = await telephone.served.here.database.rows("SELECT source FROM call_summaries", {})
    assert "₹600" in str(await portal.sms.sent(source))


async def test_nobodys_telephone_is_flooded(telephone: Exchange) -> None:
    caller = await informed(telephone)
    heard = []
    for number in range(12):
        telephone.bot.answers[f"सवाल {number}"] = said(f"जवाब {number}", topic="sambal")
        await caller.say(f"सवाल {number}")
        heard.append(await caller.press("8"))
    assert "संदेश भेज देंगे" in heard[9]
    assert "और संदेश नहीं" in heard[10]


async def test_it_is_kept_sealed_and_forgotten_with_the_call(telephone: Exchange) -> None:
    await (await informed(telephone)).press("8")
    rows = telephone.served.here.database.rows
    ((address, body),) = await rows("SELECT address, body FROM call_summaries", {})
    assert b"9812345678" not in bytes(address)
    assert "मिलते".encode() not in bytes(body)
    await rows("DELETE FROM calls", {})
    assert await rows("SELECT id FROM call_summaries", {}) == []


async def test_without_anyone_to_send_it_nothing_is_promised(servers: System, call_bot: CallBot) -> None:
    strong = {"signing_key": "s1gning-" * 8, "vault_key": KEY}
    async with exchange(servers, call_bot, environment="production", **strong) as telephone:
        caller = await informed(telephone)
        assert "छह सौ" in caller.words
        assert "संदेश" not in caller.words
        assert "कोई काम नहीं" in await caller.press("8")


async def test_callers_who_hide_their_number_are_told(telephone: Exchange) -> None:
    caller = await informed(telephone, number="anonymous")
    assert "नंबर हमें नहीं दिखा" in await caller.press("8")


def test_a_summary_has_the_newest_answers_first_and_fits_a_message() -> None:
    replies = [{**said(f"जवाब {n} " + "क " * 900, topic="t"), "links": []} for n in range(5)]
    summary = summary_of(replies, "hi")
    assert summary is not None
    assert len(summary) <= 1600
    assert summary.index("जवाब 4") < summary.index("जवाब 3") < summary.index("जवाब 2")
    assert "जवाब 1" not in summary
    assert len(for_sms(summary)) <= 402
    assert summary_of([{**said("नमस्ते", kind="smalltalk"), "links": []}], "hi") is None


KEY = "dGVzdC1vbmx5LXZhdWx0LWtleS0zMi1ieXRlcy1sb24="
