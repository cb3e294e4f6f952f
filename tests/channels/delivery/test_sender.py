"""Each message is handed over once and in order, whatever the provider answers and whoever dies."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis

from channels.delivery.outgoing import Choice, Outgoing
from channels.delivery.pace import Pace
from channels.delivery.provider import (
    Accepted,
    CannotTell,
    InDoubt,
    NotInThisForm,
    NotNow,
    OutsideWindow,
    Refused,
)
from channels.delivery.receipts import Receipt, note
from channels.delivery.repository import Delivery
from channels.errors import Unavailable
from channels.vault import Vault
from tests.channels.delivery.office import Office, until

NEWS: dict[str, Any] = {"template": "notice", "values": ("all is well",)}
BUTTONS: dict[str, Any] = {"form": "buttons", "plain": "which?\n1. a", "choices": (Choice("id", "a"),)}


async def test_the_messages_of_one_citizen_are_handed_over_in_order(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    await post.queue(citizen, "one", "two", "three")
    assert [await sender.run_once() for _ in range(4)] == [1, 1, 1, 0]
    assert post.provider.texts == ["one", "two", "three"]


async def test_several_citizens_are_served_at_once(post: Office) -> None:
    post.provider.delay_s = 0.05
    for number in range(5):
        await post.queue(await post.citizen(), f"text {number}")
    await post.sender().run_once()
    assert post.provider.together == 5


async def test_several_workers_hand_each_message_over_once(post: Office) -> None:
    post.provider.delay_s = 0.002
    citizens = [await post.citizen() for _ in range(10)]
    for citizen in citizens:
        await post.queue(citizen, *(f"{citizen} {number}" for number in range(5)))
    stop = asyncio.Event()
    workers = [asyncio.create_task(post.sender(doubt_s=30).run(stop)) for _ in range(4)]
    await until(lambda: len(post.provider.taken) >= 50)
    stop.set()
    await asyncio.wait(workers)
    assert len(post.provider.taken) == 50
    for citizen in citizens:
        own = [text for text in post.provider.texts if text.startswith(citizen)]
        assert own == [f"{citizen} {number}" for number in range(5)]


async def test_what_is_refused_for_now_is_sent_again_when_the_provider_says(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(NotNow("503", after_s=40))
    await post.queue(citizen, "hello")
    await sender.run_once()
    assert await post.states(citizen) == [("pending", 1, "503")]
    assert 35 < await post.wait_s(citizen) <= 40
    assert await sender.run_once() == 0
    await post.make_due()
    await sender.run_once()
    assert post.provider.texts == ["hello"]


async def test_a_later_message_waits_for_the_one_that_was_refused(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(NotNow("503", after_s=40))
    await post.queue(citizen, "first", "second")
    await sender.run_once()
    assert await sender.run_once() == 0
    await post.make_due()
    await sender.run_once()
    await sender.run_once()
    assert post.provider.texts == ["first", "second"]


async def test_the_accounts_limit_lets_everything_wait_and_is_nobodys_fault(post: Office) -> None:
    one, two, sender = await post.citizen(), await post.citizen(), post.sender()
    post.provider.outcomes.append(NotNow("130429", after_s=5, for_all=True))
    await post.queue(one, "one")
    await sender.run_once()
    assert await post.states(one) == [("pending", 0, "130429")]
    await post.queue(two, "two")
    await post.make_due()
    assert await sender.run_once() == 0
    post.clock += 6
    assert await sender.run_once() == 2


async def test_after_enough_attempts_an_operator_is_to_look(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender(most_attempts=3)
    post.provider.outcomes.extend([NotNow("500")] * 3)
    await post.queue(citizen, "hello")
    for _ in range(4):
        await sender.run_once()
        await post.make_due()
    assert await post.states(citizen) == [("dead", 3, "500")]


async def test_a_final_refusal_is_put_aside_and_the_next_message_goes_on(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(Refused("21211"))
    await post.queue(citizen, "refused", "fine")
    await sender.run_once()
    await sender.run_once()
    assert await post.states(citizen) == [("dead", 1, "21211"), ("sent", 1, None)]


async def test_a_fault_of_ours_is_tried_again(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(RuntimeError("fault"))
    await post.queue(citizen, "hello")
    await sender.run_once()
    assert await post.states(citizen) == [("pending", 1, "broken")]


async def test_buttons_that_are_not_taken_are_sent_as_text(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(NotInThisForm("63036"))
    await post.queue(citizen, "which?", **BUTTONS)
    await sender.run_once()
    await sender.run_once()
    assert [(parcel.message.form, parcel.message.text) for parcel in post.provider.taken] == [("text", "which?\n1. a")]


async def test_text_that_is_not_taken_either_is_put_aside(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(NotInThisForm("63013"))
    await post.queue(citizen, "hello")
    await sender.run_once()
    assert await post.states(citizen) == [("dead", 1, "63013")]


async def test_whoever_has_no_address_any_more_gets_nothing(post: Office) -> None:
    citizen = await post.citizen()
    await post.queue(citizen, "hello")
    await post.database.rows("DELETE FROM addresses WHERE session_id = %(id)s", {"id": citizen})
    await post.sender().run_once()
    assert await post.states(citizen) == [("dead", 1, "no_address")]


# In doubt: the answer of the provider was never seen.


async def test_a_lost_answer_waits_for_its_receipt_and_is_not_sent_again(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender(doubt_s=30)
    post.provider.outcomes.append(InDoubt("no_answer"))
    await post.queue(citizen, "hello", "next")
    await sender.run_once()
    assert await sender.run_once() == 0
    [parcel] = post.provider.parcels
    await note(post.deliveries, post.provider, Receipt(parcel.mark, "id-x", "delivered"), 3)
    await sender.run_once()
    assert [state for state, _, _ in await post.states(citizen)] == ["delivered", "sent"]
    assert post.provider.texts == ["next"]


async def test_a_lost_answer_is_looked_for_at_the_provider(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(InDoubt("no_answer"))
    post.provider.listed = ["id-found"]
    await post.queue(citizen, "hello")
    await sender.run_once()
    await post.make_due()
    await sender.run_once()
    assert await post.states(citizen) == [("sent", 1, None)]
    assert len(post.provider.parcels) == 1


async def test_a_message_found_that_is_another_deliverys_does_not_count(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.extend([Accepted("id-first"), InDoubt("no_answer")])
    await post.queue(citizen, "the same", "the same")
    await sender.run_once()
    await sender.run_once()
    post.provider.listed = ["id-first"]
    await post.make_due()
    await sender.run_once()
    assert post.provider.texts == ["the same"] * 2


@pytest.mark.parametrize("keeps_list", [True, False])
async def test_a_message_is_sent_again_only_when_nobody_can_know_of_the_first(post: Office, keeps_list: bool) -> None:
    """One provider can never be asked, so silence means that it was not taken; another did not answer just now."""
    citizen, sender = await post.citizen(), post.sender()
    post.provider.keeps_list, post.provider.listed = keeps_list, CannotTell()
    post.provider.outcomes.append(InDoubt("no_answer"))
    await post.queue(citizen, "hello")
    await sender.run_once()
    await post.make_due()
    await sender.run_once()
    assert len(post.provider.parcels) == (1 if keeps_list else 2)
    assert [state for state, _, _ in await post.states(citizen)] == ["sending" if keeps_list else "sent"]


async def test_who_keeps_no_list_is_given_more_time_for_receipts(post: Office) -> None:
    left = "SELECT extract(epoch FROM leased_until - now())::float FROM deliveries WHERE id = %(id)s"
    for keeps_list, least, most in ((True, 5, 10), (False, 25, 30)):
        citizen = await post.citizen()
        post.provider.keeps_list = keeps_list
        post.provider.outcomes.append(InDoubt("no_answer"))
        await post.queue(citizen, "hello")
        await post.sender(doubt_s=10).run_once()
        [(seconds,)] = await post.database.rows(left, {"id": await post.id_of(citizen)})
        assert least < seconds <= most


async def test_a_worker_that_was_held_up_too_long_does_not_send_any_more(post: Office) -> None:
    """Somebody else may have taken it up."""

    class SlowPace(Pace):
        async def wait_s(self, account: str) -> float:
            post.clock += 6
            return 0.0

    citizen = await post.citizen()
    await post.queue(citizen, "hello")
    await post.sender(doubt_s=10, pace=SlowPace(post.redis, 1000)).run_once()
    assert post.provider.parcels == []
    assert [state for state, _, _ in await post.states(citizen)] == ["sending"]


async def test_what_was_taken_is_noted_though_the_database_is_away_for_a_moment(
    post: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen, tries, noted = await post.citizen(), 0, post.deliveries.sent

    async def sometimes(delivery: Delivery, message_id: str) -> bool:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise Unavailable
        return await noted(delivery, message_id)

    monkeypatch.setattr(post.deliveries, "sent", sometimes)
    await post.queue(citizen, "hello")
    await post.sender(doubt_s=10).run_once()
    assert [state for state, _, _ in await post.states(citizen)] == ["sent"]


async def test_a_message_that_stays_in_doubt_is_an_operators(post: Office) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.outcomes.append(InDoubt("no_answer"))
    post.provider.listed = CannotTell()
    await post.queue(citizen, "hello")
    await sender.run_once()
    await post.make_due()
    await post.database.rows(
        "UPDATE deliveries SET created_at = now() - interval '2 hours' WHERE session_id = %(id)s", {"id": citizen}
    )
    await sender.run_once()
    assert await post.states(citizen) == [("dead", 1, "in_doubt")]


async def test_whoever_was_taken_over_from_changes_nothing(post: Office) -> None:
    citizen = await post.citizen()
    await post.queue(citizen, "hello")
    [first] = await post.deliveries.take([post.provider.name], 10, 0.0)
    [second] = await post.deliveries.take([post.provider.name], 10, 30.0)
    assert (first.in_doubt, second.in_doubt, second.fence) == (False, True, first.fence + 1)
    assert not await post.deliveries.sent(first, "id-x")
    assert not await post.deliveries.dead(first, "x")
    assert not await post.deliveries.later(first, 0, "x")
    assert await post.deliveries.sent(second, "id-y")


# The window of 24 hours.


async def test_when_the_window_is_shut_an_approved_template_is_sent(post: Office) -> None:
    citizen = await post.citizen(open_s=-1)
    post.provider.templates = {"notice"}
    await post.queue(citizen, "all is well", proactive=True, **NEWS)
    await post.sender().run_once()
    [parcel] = post.provider.taken
    assert (parcel.message.form, parcel.message.values, parcel.free_form) == ("template", ("all is well",), False)


async def test_without_a_template_nothing_is_sent_into_a_shut_window(post: Office) -> None:
    citizen = await post.citizen(open_s=-1)
    await post.queue(citizen, "hello")
    await post.sender().run_once()
    assert await post.states(citizen) == [("dead", 1, "outside_window")]
    assert post.provider.parcels == []


@pytest.mark.parametrize("approved", [True, False])
async def test_a_provider_that_says_the_window_is_shut_is_believed(post: Office, approved: bool) -> None:
    citizen, sender = await post.citizen(), post.sender()
    post.provider.templates = {"notice"} if approved else set()
    post.provider.outcomes.append(OutsideWindow("131047"))
    await post.queue(citizen, "all is well", **NEWS)
    await sender.run_once()
    await sender.run_once()
    assert [parcel.message.form for parcel in post.provider.taken] == (["template"] if approved else [])
    assert [state for state, _, _ in await post.states(citizen)] == ["sent" if approved else "dead"]


async def test_whoever_opted_out_gets_answers_and_no_news(post: Office) -> None:
    citizen, sender = await post.citizen(opted_out=True), post.sender()
    await post.queue(citizen, "news", proactive=True)
    await post.queue(citizen, "answer")
    await sender.run_once()
    await sender.run_once()
    assert [state for state, _, _ in await post.states(citizen)] == ["withheld", "sent"]
    assert post.provider.texts == ["answer"]


# Replies that are spoken.


class Recorder:
    """Says everything, or nothing."""

    def __init__(self, *, dumb: bool) -> None:
        self.dumb = dumb

    async def recorded(self, delivery: Delivery) -> Outgoing | None:
        media = replace(delivery.message, form="media", text="", media_kind="audio", media_url="https://x/1.ogg")
        return None if self.dumb else media


@pytest.mark.parametrize("dumb", [True, False])
async def test_a_spoken_reply_is_handed_over_with_its_link_or_withheld(post: Office, dumb: bool) -> None:
    citizen = await post.citizen()
    await post.queue(citizen, "hello", form="voice")
    await post.sender(voices=Recorder(dumb=dumb)).run_once()
    assert [state for state, _, _ in await post.states(citizen)] == ["withheld" if dumb else "sent"]
    assert [parcel.message.media_url for parcel in post.provider.taken] == ([] if dumb else ["https://x/1.ogg"])


async def test_without_a_voice_spoken_replies_are_withheld(post: Office) -> None:
    citizen = await post.citizen()
    await post.queue(citizen, "hello", form="voice")
    await post.sender().run_once()
    assert await post.states(citizen) == [("withheld", 1, "not_spoken")]


# Pace and stopping.


async def test_no_more_are_handed_over_than_the_pace_allows(post: Office) -> None:
    pace = Pace(post.redis, per_second=1)
    for number in range(9):
        await post.queue(await post.citizen(), f"text {number}")
    task = asyncio.create_task(post.sender(pace=pace, doubt_s=30).run_once())
    # Those whose place is far off go back at once, without an attempt; the near ones wait.
    paced = "SELECT count(*) FROM deliveries WHERE provider = %(name)s AND error = 'paced' AND attempts = 0"
    async with asyncio.timeout(10):
        while (await post.database.rows(paced, {"name": post.provider.name}))[0][0] < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert len(post.provider.taken) < 9
    task.cancel()


async def test_without_redis_the_pace_is_open(post: Office) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:9/0", socket_connect_timeout=0.2)
    assert await Pace(nowhere, 1).wait_s("x") == 0.0
    await nowhere.aclose()


async def test_what_is_being_sent_when_a_worker_stops_is_sent(post: Office) -> None:
    citizen, stop = await post.citizen(), asyncio.Event()
    post.provider.delay_s = 0.3
    await post.queue(citizen, "hello", "later")
    worker = asyncio.create_task(post.sender(doubt_s=5).run(stop))
    await until(lambda: bool(post.provider.parcels))
    stop.set()
    await worker
    assert [state for state, _, _ in await post.states(citizen)] == ["sent", "pending"]


async def test_what_is_said_now_and_then_is_said_once_in_its_time(post: Office) -> None:
    citizen, other = await post.citizen(), await post.citizen()
    message = Outgoing("text", "hi", "wait", "wait")

    async def say(session: str, what: str = "busy") -> bool:
        return await post.deliveries.queue_now_and_then(session, what, message, 600)

    assert [await say(citizen), await say(citizen), await say(other), await say(citizen, "slow")] == [
        True, False, True, True,
    ]  # fmt: skip
    past = (
        "UPDATE deliveries SET created_at = now() - interval '601 s', source = 'busy ' || id WHERE session_id = %(id)s"
    )
    await post.database.rows(past, {"id": citizen})
    assert await say(citizen)


async def test_the_same_thing_is_queued_once(post: Office) -> None:
    citizen = await post.citizen()
    message = Outgoing("text", "hi", "a\x00b", "a")
    assert await post.deliveries.queue(citizen, f"x {citizen}", message, proactive=False)
    assert not await post.deliveries.queue(citizen, f"x {citizen}", message, proactive=False)
    assert not await post.deliveries.queue("nobody", "x nobody", message, proactive=False)
    await post.sender().run_once()
    assert post.provider.texts == ["ab"]


@pytest.mark.parametrize("readable", [True, False])
async def test_what_no_key_opens_or_nobody_can_read_is_put_aside_and_keeps_nobody_waiting(
    post: Office, readable: bool
) -> None:
    citizen, other = await post.citizen(), await post.citizen()
    lost = Vault(Fernet.generate_key().decode()).seal("x")
    await post.queue(citizen, "lost", "next")
    await post.queue(other, "lost address")
    first = "(SELECT min(id) FROM deliveries WHERE session_id = %(id)s)"
    statement = f"UPDATE deliveries SET message = %(lost)s WHERE id = {first}"
    await post.database.rows(statement, {"lost": lost if readable else post.vault.seal("{"), "id": citizen})
    statement = "UPDATE addresses SET sealed = %(lost)s WHERE session_id = %(id)s"
    await post.database.rows(statement, {"lost": lost, "id": other})
    for _ in range(2):
        await post.sender().run_once()
    assert post.provider.texts == ["next"]
    assert await post.states(citizen) == [("dead", 1, "no_key"), ("sent", 1, None)]
    assert await post.states(other) == [("dead", 1, "no_key")]
