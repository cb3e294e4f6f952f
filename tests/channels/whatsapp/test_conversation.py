"""A citizen on WhatsApp, through each provider."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from portal.proof.origins import origin_of, phone_of
from supervisor.system import System
from tests.channels.whatsapp.desk import Desk, citizen, desk
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

Provider = FakeTwilio | FakeMeta


async def test_a_message_is_answered_once(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    assert await provider.say(user, "लाड़ली बहना") in (200, 204)
    [seen] = await provider.answers(user, 1)
    assert seen.text == "echo: लाड़ली बहना"
    assert whatsapp.bot.turns[-1]["metadata"]["channel"] == "whatsapp"


@pytest.mark.parametrize("name", ["twilio", "meta"])
async def test_a_burst_of_messages_is_one_turn_and_one_reply(servers: System, name: str) -> None:
    async with desk(servers, burst_s=1.0) as whatsapp:
        provider, user = whatsapp.provider(name), citizen(name)
        for words in ("namaste", "ladli behna", "kagaz kya lagenge"):
            await provider.say(user, words)
            await asyncio.sleep(0.15)
        [seen] = await provider.answers(user, 1)
        assert seen.text == "echo: namaste\nladli behna\nkagaz kya lagenge"
        await asyncio.sleep(1.5)
        assert len(provider.shown_to(user)) == 1
        assert len(whatsapp.bot.turns) == 1


async def test_a_message_that_comes_again_is_answered_once(whatsapp: Desk) -> None:
    user = citizen("twilio")
    form = whatsapp.twilio.form(user, Body="hello")
    assert await asyncio.gather(*(whatsapp.twilio.deliver(form) for _ in range(5))) == [204] * 5
    await whatsapp.twilio.answers(user, 1)
    assert await whatsapp.twilio.deliver(form) == 204
    await asyncio.sleep(0.6)
    assert len(whatsapp.twilio.shown_to(user)) == 1


async def test_turns_that_are_apart_are_answered_in_order(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    whatsapp.bot.delay_s = 0.3
    for number in range(3):
        await provider.say(user, f"word {number}")
        await asyncio.sleep(0.4)
    seen = await provider.answers(user, 3)
    assert [one.text for one in seen] == [f"echo: word {number}" for number in range(3)]


@pytest.mark.parametrize(("count", "form"), [(2, "buttons"), (8, "list")])
async def test_a_tap_chooses_what_was_offered(whatsapp: Desk, provider: Provider, count: int, form: str) -> None:
    user = citizen(provider)
    await provider.say(user, f"menu {count}")
    [seen] = await provider.answers(user, 1)
    assert (seen.form, seen.text, len(seen.choices)) == (form, "which?", count)
    await provider.tap(user, 2)
    await provider.answers(user, 2)
    assert whatsapp.bot.turns[-1]["kind"] == "choice"
    assert whatsapp.bot.values[-1] == "topic:s1:fee"


async def test_more_choices_than_a_list_holds_are_numbered(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "menu 11")
    [seen] = await provider.answers(user, 1)
    assert seen.form == "text"
    assert "11. Topic:S10:Fee" in seen.text


async def test_choices_that_twilio_does_not_make_are_numbered(whatsapp: Desk) -> None:
    whatsapp.twilio.no_contents = True
    await whatsapp.served.here.database.rows("DELETE FROM twilio_contents", {})
    user = citizen("twilio")
    await whatsapp.twilio.say(user, "menu 2")
    [seen] = await whatsapp.twilio.answers(user, 1)
    assert seen.form == "text"
    assert "2. Topic:S1:Fee" in seen.text


async def test_a_template_deleted_at_twilio_is_made_anew(whatsapp: Desk) -> None:
    user = citizen("twilio")
    for count in (1, 2):
        await whatsapp.twilio.say(user, "menu 2")
        seen = await whatsapp.twilio.answers(user, count)
        assert seen[-1].form == "buttons"
        whatsapp.twilio.contents.clear()


async def test_a_tap_on_what_we_did_not_offer_is_only_its_words(whatsapp: Desk) -> None:
    user, other = citizen("twilio"), citizen("twilio")
    await whatsapp.twilio.say(user, "menu 2")
    [seen] = await whatsapp.twilio.answers(user, 1)
    stolen = seen.choices[0][0]
    await whatsapp.twilio.say(other, "Sambal", ButtonPayload=stolen, ButtonText="Sambal")
    await whatsapp.twilio.answers(other, 1)
    assert whatsapp.bot.turns[-1]["kind"] == "text"
    assert whatsapp.bot.values[-1] == "Sambal"


async def test_a_person_without_a_number_has_a_conversation(whatsapp: Desk) -> None:
    await whatsapp.twilio.say("IN.abc123XYZ", "hello")
    await whatsapp.meta.say("IN.13491208655302741918", "hello")
    assert (await whatsapp.twilio.answers("IN.abc123XYZ", 1))[0].text == "echo: hello"
    assert (await whatsapp.meta.answers("IN.13491208655302741918", 1))[0].text == "echo: hello"


async def test_the_number_and_the_opaque_id_of_one_person_are_one_conversation(whatsapp: Desk) -> None:
    meta, phone, opaque = whatsapp.meta, citizen("meta"), "IN." + citizen("meta")
    await meta.say(phone, "first")
    await meta.answers(phone, 1)
    await meta.deliver([meta.message(phone, "text", {"body": "second"}, from_user_id=opaque)])
    await meta.answers(phone, 2)
    await meta.say(opaque, "third")
    await meta.answers(opaque, 1)
    assert len({turn["conversation"] for turn in whatsapp.bot.turns}) == 1


async def test_a_changed_number_keeps_its_conversation(whatsapp: Desk) -> None:
    meta, old, new = whatsapp.meta, citizen("meta"), citizen("meta")
    await meta.say(old, "first")
    await meta.answers(old, 1)
    system = {"type": "user_changed_number", "body": "changed", "wa_id": new}
    assert await meta.deliver([meta.message(old, "system", system)]) == 200
    await meta.say(new, "second")
    await meta.answers(new, 1)
    assert len({turn["conversation"] for turn in whatsapp.bot.turns}) == 1


async def test_two_people_in_one_call_are_two_conversations(whatsapp: Desk) -> None:
    meta, one, two = whatsapp.meta, citizen("meta"), citizen("meta")
    batch = [meta.message(user, "text", {"body": f"hello {number}"}) for number, user in enumerate((one, two))]
    assert await meta.deliver(batch) == 200
    assert (await meta.answers(one, 1))[0].text == "echo: hello 0"
    assert (await meta.answers(two, 1))[0].text == "echo: hello 1"
    assert len({turn["conversation"] for turn in whatsapp.bot.turns}) == 2


async def test_an_odd_part_of_a_call_harms_no_other(whatsapp: Desk) -> None:
    meta, user = whatsapp.meta, citizen("meta")
    odd = [{"type": "text"}, 5, {"id": "wamid.xxxxxxxx", "type": "text", "text": {"body": 7}, "from": user}]
    assert await meta.deliver([*odd, meta.message(user, "text", {"body": "hello"})], [{"status": "sent"}, None]) == 200
    assert (await meta.answers(user, 1))[0].text == "echo: hello"


async def test_whoever_writes_is_shown_that_an_answer_is_coming(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "hello")
    await provider.until(lambda: provider.typed)


async def test_a_message_of_last_week_is_not_answered_now(whatsapp: Desk) -> None:
    meta, user = whatsapp.meta, citizen("meta")
    await meta.deliver([meta.message(user, "text", {"body": "old"}, timestamp="1700000000")])
    await meta.say(user, "new")
    assert (await meta.answers(user, 1))[0].text == "echo: new"


async def test_an_expired_session_goes_on_as_a_new_conversation_with_the_same_person(whatsapp: Desk) -> None:
    user, database = citizen("meta"), whatsapp.served.here.database
    await whatsapp.meta.say(user, "first")
    await whatsapp.meta.answers(user, 1)
    await database.rows("UPDATE sessions SET expires_at = now() - interval '1 s'", {})
    await whatsapp.meta.say(user, "second")
    await whatsapp.meta.answers(user, 2)
    assert len({turn["conversation"] for turn in whatsapp.bot.turns}) == 2


async def test_a_session_about_to_end_lasts_while_the_talk_goes_on(whatsapp: Desk) -> None:
    user, database = citizen("meta"), whatsapp.served.here.database
    await whatsapp.meta.say(user, "first")
    await whatsapp.meta.answers(user, 1)
    await database.rows("UPDATE sessions SET expires_at = now() + interval '300 ms'", {})
    await whatsapp.meta.say(user, "second")
    await asyncio.sleep(0.5)
    await whatsapp.meta.say(user, "third")
    await whatsapp.meta.answers(user, 2)
    assert len({turn["conversation"] for turn in whatsapp.bot.turns}) == 1


async def test_the_address_is_kept_sealed_only(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "hello")
    await provider.answers(user, 1)
    database = whatsapp.served.here.database
    for table in ("addresses", "address_names", "sessions", "inbox", "deliveries", "outbox"):
        rows = await database.rows(f"SELECT to_jsonb({table})::text FROM {table}", {})
        assert user.removeprefix("+") not in repr(rows)


async def test_a_session_is_bound_to_the_number_or_id_that_writes(whatsapp: Desk, provider: Provider) -> None:
    """So that what was begun by telephone, or on the website, is known to be the same citizen's after proof."""
    portal, opaque = whatsapp.served.here.portal, "IN." + citizen("meta")
    phone = citizen(provider)
    for user in (phone, opaque):
        await provider.say(user, "hello")
        await provider.answers(user, 1)
    bound = [await portal.database.do(partial(origin_of, session_id=session)) for session in await sessions(whatsapp)]
    assert [(origin.kind, origin.value) for origin in bound if origin] == [
        ("phone", f"+{phone.removeprefix('+')}"),
        ("whatsapp", opaque),
    ]


async def test_a_number_that_is_hidden_later_stays_bound(whatsapp: Desk) -> None:
    meta, phone, opaque = whatsapp.meta, citizen("meta"), "IN." + citizen("meta")
    portal = whatsapp.served.here.portal
    await meta.deliver([meta.message(phone, "text", {"body": "first"}, from_user_id=opaque)])
    await meta.answers(phone, 1)
    await meta.say(opaque, "second")
    await meta.answers(opaque, 1)
    [session] = await sessions(whatsapp)
    assert await portal.database.do(partial(phone_of, session_id=session)) == f"+{phone}"


async def test_a_changed_number_is_bound_anew(whatsapp: Desk) -> None:
    meta, old, new = whatsapp.meta, citizen("meta"), citizen("meta")
    portal = whatsapp.served.here.portal
    await meta.say(old, "first")
    await meta.answers(old, 1)
    await meta.deliver([meta.message(old, "system", {"type": "user_changed_number", "body": "x", "wa_id": new})])
    await meta.say(new, "second")
    await meta.answers(new, 1)
    [session] = await sessions(whatsapp)
    assert await portal.database.do(partial(phone_of, session_id=session)) == f"+{new}"


async def test_a_number_may_be_written_to_while_its_window_is_open_and_it_wants_it(
    whatsapp: Desk, provider: Provider
) -> None:
    user, here = citizen(provider), whatsapp.served.here
    assert here.whatsapp
    number = f"+{user.removeprefix('+')}"
    assert await here.whatsapp.addresses.open_for(number) is None
    await provider.say(user, "hello")
    await provider.answers(user, 1)
    [session] = await sessions(whatsapp)
    assert await here.whatsapp.addresses.open_for(number) == session
    await provider.say(user, "STOP")
    await provider.answers(user, 2)
    assert await here.whatsapp.addresses.open_for(number) is None


async def sessions(whatsapp: Desk) -> list[str]:
    """Those of this test, in the order of their beginning."""
    started = [turn["conversation"] for turn in whatsapp.bot.turns]
    rows = await whatsapp.served.here.database.rows(
        "SELECT id FROM sessions WHERE conversation = ANY(%(started)s) ORDER BY created_at", {"started": started}
    )
    return [session for (session,) in rows]
