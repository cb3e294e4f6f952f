"""What providers tell later changes what it should, once."""

from __future__ import annotations

from typing import Any

import pytest

from channels.delivery.marks import mark, read
from channels.delivery.outgoing import Choice, Outgoing, from_json
from channels.delivery.provider import NotInThisForm, Outcome, OutsideWindow
from channels.delivery.receipts import Receipt, error_code, note
from tests.channels.delivery.office import Office


async def sent(post: Office, **more: Any) -> tuple[str, str]:
    """(session, mark) of a message that the provider has taken."""
    citizen = await post.citizen()
    await post.queue(citizen, "hello", **more)
    await post.sender().run_once()
    return citizen, post.provider.parcels[-1].mark


async def tell(post: Office, marked: str, *states: str, code: str = "") -> None:
    for state in states:
        await note(post.deliveries, post.provider, Receipt(marked, "id-x", state, code), 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (("sent",), "sent"),
        (("sent", "delivered", "read"), "read"),
        (("read", "delivered", "sent"), "read"),
        (("delivered", "delivered"), "delivered"),
        (("delivered", "failed"), "delivered"),
    ],
)
async def test_receipts_count_in_whatever_order_and_number_they_come(
    post: Office, told: tuple[str, ...], state: str
) -> None:
    citizen, marked = await sent(post)
    await tell(post, marked, *told, code="later")
    assert [found for found, _, _ in await post.states(citizen)] == [state]


async def test_a_failure_that_passes_is_sent_again_once(post: Office) -> None:
    citizen, marked = await sent(post)
    await tell(post, marked, "failed", "failed", code="later1")
    assert await post.states(citizen) == [("pending", 1, "later1")]
    # What comes late of the first attempt does not make the second unnecessary.
    await tell(post, marked, "sent", code="")
    assert await post.states(citizen) == [("pending", 1, "later1")]
    await post.make_due()
    await post.sender().run_once()
    await tell(post, marked, "failed", code="later1")
    assert await post.states(citizen) == [("sent", 2, None)]
    assert post.provider.texts == ["hello", "hello"]


async def test_a_failure_that_comes_too_often_is_an_operators(post: Office) -> None:
    citizen, marked = await sent(post)
    for _ in range(3):
        await tell(post, marked, "failed", code="later1")
        await post.make_due()
        await post.sender().run_once()
        marked = post.provider.parcels[-1].mark
    assert [state for state, _, _ in await post.states(citizen)] == ["dead"]


async def test_a_final_failure_is_put_aside(post: Office) -> None:
    citizen, marked = await sent(post)
    await tell(post, marked, "failed", code="131026")
    assert await post.states(citizen) == [("dead", 1, "131026")]


async def test_buttons_that_fail_on_the_way_are_sent_as_text(post: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def verdict(code: str) -> Outcome:
        return NotInThisForm(code)

    monkeypatch.setattr(post.provider, "verdict", verdict)
    citizen, marked = await sent(post, form="buttons", plain="1. a", choices=(Choice("id", "a"),))
    await tell(post, marked, "failed", code="63021")
    await post.sender().run_once()
    assert post.provider.texts == ["hello", "1. a"]
    await tell(post, post.provider.parcels[-1].mark, "failed", code="63021")
    assert [state for state, _, _ in await post.states(citizen)] == ["dead"]


@pytest.mark.parametrize("approved", [True, False])
async def test_a_window_found_shut_on_the_way_is_shut(
    post: Office, monkeypatch: pytest.MonkeyPatch, approved: bool
) -> None:
    def verdict(code: str) -> Outcome:
        return OutsideWindow(code)

    monkeypatch.setattr(post.provider, "verdict", verdict)
    post.provider.templates = {"notice"} if approved else set()
    citizen, marked = await sent(post, template="notice", values=("x",))
    await tell(post, marked, "failed", code="63016")
    await post.sender().run_once()
    assert [state for state, _, _ in await post.states(citizen)] == ["sent" if approved else "dead"]
    assert post.provider.parcels[-1].free_form is not approved


@pytest.mark.parametrize("marked", ["", "d1", "d1.1.1", "x1.1", "d1.1 ", "d" + "9" * 30 + ".1", "d999999999.1"])
async def test_receipts_that_are_not_ours_change_nothing(post: Office, marked: str) -> None:
    citizen, _ = await sent(post)
    await tell(post, marked, "failed", "delivered", code="131026")
    assert await post.states(citizen) == [("sent", 1, None)]


def test_a_mark_is_read_back() -> None:
    assert read(mark(123, 4)) == (123, 4)


@pytest.mark.parametrize(
    ("given", "code"), [(131026, "131026"), ("63016", "63016"), (None, "unknown"), ("a b", "unknown")]
)
def test_a_code_is_kept_only_if_it_looks_like_one(given: object, code: str) -> None:
    assert error_code(given) == code


def test_a_message_is_the_same_after_it_was_stored() -> None:
    message = Outgoing("list", "hi", "a", "b", (Choice("1", "t", "d"),), menu="m", template="t", values=("v",))
    assert from_json(message.as_json().decode()) == message
