"""What the providers do to our messages, and what citizens see of it: each reply once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from channels.conversation.retention import forget
from channels.delivery.outgoing import Outgoing
from channels.whatsapp.retention import forget_whatsapp
from channels.wording import say
from supervisor.system import System
from tests.channels.whatsapp.desk import Desk, citizen, desk
from tests.peers.handset import Trouble
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

Provider = FakeTwilio | FakeMeta
TEMPLATES = """
notice:
  twilio: {hi: HX00000000000000000000000000000001}
  meta: {hi: jan_notice}
"""


async def seen_once(provider: Provider) -> None:
    """A citizen writes, and sees one reply, also when all doubts are over."""
    user = citizen(provider)
    await provider.say(user, "hello")
    await provider.answers(user, 1)
    await asyncio.sleep(1.5)
    assert [seen.text for seen in provider.shown_to(user)] == ["echo: hello"]


async def states(whatsapp: Desk, session: str) -> list[tuple[str, str | None]]:
    rows = await whatsapp.served.here.database.rows(
        "SELECT state, error FROM deliveries WHERE session_id = %(session)s ORDER BY id", {"session": session}
    )
    return [(state, error) for state, error in rows]


async def session_of(whatsapp: Desk) -> str:
    """Of whoever wrote last."""
    [(session,)] = await whatsapp.served.here.database.rows("SELECT session_id FROM inbox ORDER BY id DESC LIMIT 1", {})
    return str(session)


async def until_state(whatsapp: Desk, session: str, state: str, error: str | None = None) -> None:
    async with asyncio.timeout(10):
        while (await states(whatsapp, session))[-1:] != [(state, error)]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("twilio", Trouble(status=429, code=20429, headers={"Retry-After": "1"})),
        ("twilio", Trouble(status=503, code=20503)),
        ("twilio", Trouble(status=400, code=63018)),
        ("meta", Trouble(status=429, code=130429)),
        ("meta", Trouble(status=503, code=2)),
        ("meta", Trouble(status=500, code=131000)),
        ("meta", Trouble(status=400, code=80007, headers={"Retry-After": "1"})),
    ],
)
async def test_a_reply_that_is_refused_for_now_is_seen_later_and_once(
    whatsapp: Desk, monkeypatch: pytest.MonkeyPatch, name: str, trouble: Trouble
) -> None:
    monkeypatch.setattr("channels.whatsapp.twilio.errors._FOR_ALL", {"63018": 0.2, "20429": 0.2})
    monkeypatch.setattr("channels.whatsapp.meta.errors._FOR_ALL", {"130429": 0.2, "80007": 0.2})
    provider = whatsapp.provider(name)
    provider.troubles.append(trouble)
    await seen_once(provider)
    assert provider.calls == 2


@pytest.mark.parametrize("taken", [True, False])
async def test_a_reply_whose_taking_over_was_never_answered_is_seen_once(
    whatsapp: Desk, provider: Provider, taken: bool
) -> None:
    """Twilio is asked for what it has; of Meta only a receipt tells."""
    provider.troubles.append(Trouble(unanswered=True, taken=taken))
    await seen_once(provider)


async def test_twilio_knows_what_it_took_even_when_no_receipt_comes(whatsapp: Desk) -> None:
    whatsapp.twilio.receipts = False
    whatsapp.twilio.troubles.append(Trouble(unanswered=True))
    await seen_once(whatsapp.twilio)
    assert whatsapp.twilio.calls == 1


async def test_buttons_twilio_took_and_never_answered_are_found_by_their_words(whatsapp: Desk) -> None:
    user, twilio = citizen("twilio"), whatsapp.twilio
    twilio.receipts = False
    await twilio.say(user, "menu 2")
    await twilio.answers(user, 1)
    twilio.troubles.append(Trouble(unanswered=True))
    await twilio.say(user, "menu 3")
    await twilio.answers(user, 2)
    await asyncio.sleep(1.5)
    assert len(twilio.shown_to(user)) == 2


@pytest.mark.parametrize(("name", "code"), [("twilio", 63018), ("meta", 131056)])
async def test_a_limit_told_by_receipt_is_waited_for(whatsapp: Desk, name: str, code: int) -> None:
    provider, user = whatsapp.provider(name), citizen(name)
    provider.fail_later.append(code)
    await provider.say(user, "hello")
    session = ""
    async with asyncio.timeout(10):
        while not session or ("pending", str(code)) not in await states(whatsapp, session):
            await asyncio.sleep(0.05)
            session = await session_of(whatsapp)
    await whatsapp.served.here.database.rows("UPDATE deliveries SET due_at = now() WHERE state = 'pending'", {})
    await provider.answers(user, 1)


@pytest.mark.parametrize(("name", "code"), [("twilio", 63024), ("meta", 131026)])
async def test_a_final_failure_told_by_receipt_is_a_dead_letter(whatsapp: Desk, name: str, code: int) -> None:
    provider, user = whatsapp.provider(name), citizen(name)
    provider.fail_later.append(code)
    await provider.say(user, "hello")
    async with asyncio.timeout(10):
        while provider.calls == 0:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await until_state(whatsapp, await session_of(whatsapp), "dead", str(code))
    async with provider.http.get(f"{provider.gateway}/metrics") as answer:
        figures = await answer.text()
    assert f'jan_deliveries{{provider="{name}",state="dead"}}' in figures


async def test_receipts_tell_how_far_a_reply_came(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "hello")
    await provider.answers(user, 1)
    await until_state(whatsapp, await session_of(whatsapp), "read")


@pytest.mark.parametrize(("name", "code"), [("twilio", 63021), ("meta", 131051)])
async def test_buttons_that_fail_on_the_way_are_seen_as_numbers(whatsapp: Desk, name: str, code: int) -> None:
    provider, user = whatsapp.provider(name), citizen(name)
    provider.fail_later.append(code)
    await provider.say(user, "menu 2")
    [seen] = await provider.answers(user, 1)
    assert seen.form == "text"
    assert "2. Topic:S1:Fee" in seen.text


async def test_news_are_a_template_once_the_window_is_shut(servers: System, tmp_path: Path) -> None:
    file = tmp_path / "templates.yaml"
    file.write_text(TEMPLATES)
    async with desk(servers, whatsapp_templates=str(file)) as whatsapp:
        whatsapp.meta.templates.add(("jan_notice", "hi"))
        body = {"body": "जन सहायक: {{1}} धन्यवाद।"}
        whatsapp.twilio.contents["HX00000000000000000000000000000001"] = {"types": {"twilio/text": body}}
        for provider, told in (
            (whatsapp.twilio, False),
            (whatsapp.meta, False),
            (whatsapp.twilio, True),
            (whatsapp.meta, True),
        ):
            user = citizen(provider)
            await provider.say(user, "hello")
            await provider.answers(user, 1)
            session = await session_of(whatsapp)
            if told:
                # We think it is open; the provider knows better.
                provider.window_shut.add(user)
            else:
                await whatsapp.served.here.database.rows(
                    "UPDATE addresses SET window_until = now() WHERE session_id = %(session)s", {"session": session}
                )
            words = "आवेदन मंज़ूर हो गया है।\n\nप्रमाण पत्र     ले लीजिए।"
            news = Outgoing("text", "hi", words, words, template="notice", values=(words,))
            assert whatsapp.served.here.whatsapp
            await whatsapp.served.here.whatsapp.deliveries.queue(session, f"news {session}", news, proactive=True)
            seen = (await provider.answers(user, 2))[1]
            assert seen.form == "template"
            assert "आवेदन मंज़ूर हो गया है। प्रमाण पत्र ले लीजिए।" in seen.text


async def test_one_reply_is_one_message_and_a_long_one_two_at_most(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "many")
    await provider.answers(user, 1)
    await provider.say(user, "lines 200")
    most = 1600 if provider.name == "twilio" else 4096
    seen = await provider.answers(user, 3 if provider.name == "twilio" else 2)
    assert seen[0].text == "part 0\n\npart 1\n\npart 2"
    assert all(len(one.text) <= most for one in seen)
    assert "\n".join(one.text for one in seen[1:]) == "\n".join(f"line {number}" for number in range(200))


async def test_a_picture_has_its_words_below_it(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "file https://example.org/qr.png")
    [seen] = await provider.answers(user, 1)
    assert (seen.form, seen.text, seen.media_url) == ("media", "here it is", "https://example.org/qr.png")


async def test_a_paper_is_sent_as_a_file(whatsapp: Desk) -> None:
    twilio, meta = citizen("twilio"), citizen("meta")
    await whatsapp.twilio.say(twilio, "file https://example.org/receipt.pdf")
    await whatsapp.meta.say(meta, "file https://example.org/receipt.pdf")
    assert [seen.text for seen in await whatsapp.meta.answers(meta, 1)] == ["here it is"]
    assert [seen.form for seen in await whatsapp.twilio.answers(twilio, 2)] == ["text", "media"]


async def test_a_file_that_no_provider_can_fetch_is_a_link(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "file http://localhost/receipt.pdf")
    [seen] = await provider.answers(user, 1)
    assert seen.text == "here it is\na paper: http://localhost/receipt.pdf"


async def test_whoever_sends_too_many_is_told_once_and_heard_when_stopping(servers: System) -> None:
    async with desk(servers, limit_messages_per_session=3, burst_s=0.01) as whatsapp:
        meta, user = whatsapp.meta, citizen("meta")
        for number in range(8):
            assert await meta.say(user, f"word {number} hai kya") == 200
        await meta.until(lambda: any(seen.text == say("slow_down", "hi") for seen in meta.shown_to(user)))
        await meta.say(user, "STOP")
        await meta.until(lambda: any(seen.text == say("opted_out", "hi") for seen in meta.shown_to(user)))
        await asyncio.sleep(0.5)
        texts = [seen.text for seen in meta.shown_to(user)]
        assert texts.count(say("slow_down", "hi")) == 1
        assert "word 3" not in "".join(texts)


async def test_when_an_account_gets_too_many_everybody_is_asked_to_wait_once_and_answered(servers: System) -> None:
    async with desk(servers, limit_whatsapp_messages=2, burst_s=0.01) as whatsapp:
        await whatsapp.served.here.redis.flushdb()
        meta, users = whatsapp.meta, [citizen("meta") for _ in range(4)]
        for user in users:
            await meta.say(user, "namaste")
        await meta.until(lambda: all(any("echo" in seen.text for seen in meta.shown_to(user)) for user in users))
        await meta.say(users[-1], "aur kya")
        await meta.until(lambda: any(seen.text == "echo: aur kya" for seen in meta.shown_to(users[-1])))
        busy = [[seen.text for seen in meta.shown_to(user)].count(say("busy", "hi")) for user in users]
        assert busy == [0, 0, 1, 1]


async def test_when_answers_take_long_citizens_are_told_honestly(servers: System) -> None:
    async with desk(servers, whatsapp_busy_after_s=0.3, turns_at_once=1, burst_s=0.01) as whatsapp:
        meta, slow, waiting = whatsapp.meta, citizen("meta"), citizen("meta")
        await meta.say(slow, "wait 2.5")
        await asyncio.sleep(1.2)
        await meta.say(waiting, "what is this")
        await meta.until(lambda: meta.shown_to(waiting))
        assert meta.shown_to(waiting)[0].text == say("busy", "en")
        assert (await meta.answers(waiting, 2))[1].text == "echo: what is this"


async def test_who_is_asked_to_wait_is_asked_in_the_language_of_the_conversation(servers: System) -> None:
    async with desk(servers, limit_whatsapp_messages=1, burst_s=0.01) as whatsapp:
        await whatsapp.served.here.redis.flushdb()
        meta, user = whatsapp.meta, citizen("meta")
        await meta.say(user, "english")
        await meta.answers(user, 1)
        await meta.say(user, "pension")
        assert say("busy", "en") in [seen.text for seen in await meta.answers(user, 3)]


async def test_a_stop_that_comes_again_after_a_start_stops_nothing(whatsapp: Desk) -> None:
    twilio, user = whatsapp.twilio, citizen("twilio")
    stop = twilio.form(user, Body="STOP")
    await twilio.deliver(stop)
    await twilio.answers(user, 1)
    await twilio.say(user, "START")
    await twilio.answers(user, 2)
    assert await twilio.deliver(stop) == 204
    rows = await whatsapp.served.here.database.rows(
        "SELECT opted_out_at FROM addresses WHERE session_id = %(session)s", {"session": await session_of(whatsapp)}
    )
    assert rows == [(None,)]


async def test_what_is_old_is_forgotten_but_not_that_somebody_wants_no_messages(whatsapp: Desk) -> None:
    database = whatsapp.served.here.database
    users = [citizen("meta") for _ in range(3)]
    kept = []
    for user, last in zip(users, ("hello", "STOP", "hello"), strict=True):
        await whatsapp.meta.say(user, last)
        await whatsapp.meta.answers(user, 1)
        kept.append(await session_of(whatsapp))
    old = {"old": kept[:2]}
    await database.rows(
        "UPDATE deliveries SET created_at = now() - interval '31 days' WHERE session_id = ANY(%(old)s)", old
    )
    await database.rows(
        "UPDATE addresses SET last_message_at = now() - interval '31 days' WHERE session_id = ANY(%(old)s)", old
    )
    await database.rows("UPDATE sessions SET expires_at = now() WHERE id = ANY(%(old)s)", old)
    assert await forget_whatsapp(database, days=30) >= 3

    async def sessions(table: str) -> list[str]:
        rows = await database.rows(f"SELECT session_id FROM {table} WHERE session_id = ANY(%(kept)s)", {"kept": kept})
        return sorted(session for (session,) in rows)

    assert await sessions("addresses") == sorted(kept[1:])
    assert await sessions("deliveries") == kept[2:]


async def test_a_message_that_comes_again_after_a_week_is_not_answered_again(whatsapp: Desk) -> None:
    """Its session has long ended, what it was is remembered all the same."""
    twilio, user, database = whatsapp.twilio, citizen("twilio"), whatsapp.served.here.database
    form = twilio.form(user, Body="call 9876543210")
    await twilio.deliver(form)
    await twilio.answers(user, 1)
    session = await session_of(whatsapp)
    await database.rows(
        "UPDATE inbox SET received_at = now() - interval '7 days 20 hours' WHERE session_id = %(s)s", {"s": session}
    )
    await database.rows("DELETE FROM sessions WHERE id = %(s)s", {"s": session})
    await forget(database, days=8)
    assert await twilio.deliver(form) == 204
    await asyncio.sleep(0.6)
    assert len(twilio.shown_to(user)) == 1
