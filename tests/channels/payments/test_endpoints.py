from __future__ import annotations

import asyncio
import io
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest
from PIL import Image

from portal.citizens import service as citizens
from portal.payments.models import Payment
from portal.payments.service import Bill
from portal.payments.signature import SIGNATURE, TIMESTAMP, sign
from supervisor.system import System
from tests.channels.serving import Client, Served, serving, settings_for
from tests.portal import made

SECRET = "s" * 40


@pytest.fixture
async def served(servers: System, bot_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setenv("PAYMENT_WEBHOOK_SECRETS", SECRET)
    async with serving(settings_for(servers, bot_url)) as running:
        yield running


@pytest.fixture
async def payment(served: Served) -> Payment:
    """A fee of 20 rupees, not paid yet."""
    portal = served.here.portal
    owner = (await portal.database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))).id
    bill = Bill(owner, f"26{secrets.randbelow(10**8):08}", "income_certificate", 20)
    return await portal.payments.ask(bill, f"fee:{secrets.token_hex(8)}")


def body(payment: Payment, **changes: Any) -> bytes:
    told = {"event": secrets.token_urlsafe(12), "reference": payment.reference, "kind": "paid", "paise": 2000}
    return orjson.dumps({**told, "currency": "INR", **changes})


async def tell(
    client: Client, content: bytes, secret: str = SECRET, at: float | None = None, **headers: str
) -> tuple[int, Any]:
    timestamp = str(int(time.time() if at is None else at))
    signed = {TIMESTAMP: timestamp, SIGNATURE: sign(secret, timestamp, content)}
    return await client.post(data=content, path="/payments/confirmations", headers={**signed, **headers})


async def state(served: Served, payment: Payment) -> tuple[str, int]:
    held = await served.here.portal.payments.of_application(payment.application_number)
    assert held is not None
    return held.state, held.refund_due_paise


async def events(served: Served, payment: Payment) -> int:
    statement = "SELECT count(*) FROM payment_events WHERE payment_id = %(id)s"
    ((count,),) = await served.here.database.rows(statement, {"id": payment.id})
    return int(count)


async def test_what_the_gateway_signed_is_believed(served: Served, payment: Payment) -> None:
    assert await tell(served.client, body(payment)) == (200, {"noted": True})
    assert await state(served, payment) == ("paid", 0)


async def test_a_confirmation_sent_again_and_again_counts_once(served: Served, payment: Payment) -> None:
    content = body(payment)
    answers = await asyncio.gather(*(tell(served.client, content) for _ in range(8)))
    assert [status for status, _ in answers] == [200] * 8
    assert (await state(served, payment), await events(served, payment)) == (("paid", 0), 1)


async def test_a_forged_confirmation_changes_nothing(served: Served, payment: Payment) -> None:
    content, timestamp = body(payment), str(int(time.time()))
    genuine = sign(SECRET, timestamp, content)
    forged = [
        {},
        {TIMESTAMP: timestamp},
        {SIGNATURE: genuine},
        {TIMESTAMP: timestamp, SIGNATURE: ""},
        {TIMESTAMP: timestamp, SIGNATURE: sign("another" * 8, timestamp, content)},
        {TIMESTAMP: timestamp, SIGNATURE: genuine[:-1] + "0123456789abcdef"[int(genuine[-1], 16) ^ 1]},
        {TIMESTAMP: str(int(timestamp) + 1), SIGNATURE: genuine},
        {TIMESTAMP: timestamp, SIGNATURE: sign("", timestamp, content)},
    ]
    for headers in forged:
        status, answer = await served.client.post(data=content, path="/payments/confirmations", headers=headers)
        assert (status, answer["code"]) == (403, "unauthorised")
    status, _ = await served.client.post(
        data=content.replace(b"2000", b"2001"), path="/payments/confirmations",
        headers={TIMESTAMP: timestamp, SIGNATURE: genuine},
    )  # fmt: skip
    assert status == 403
    assert (await state(served, payment), await events(served, payment)) == (("pending", 0), 0)


@pytest.mark.parametrize("seconds", [-301, 301, -86400])
async def test_a_confirmation_replayed_later_is_refused(served: Served, payment: Payment, seconds: int) -> None:
    status, _ = await tell(served.client, body(payment), at=time.time() + seconds)
    assert status == 403
    assert await events(served, payment) == 0


async def test_a_wrong_amount_pays_nothing(served: Served, payment: Payment) -> None:
    assert (await tell(served.client, body(payment, paise=100)))[0] == 200
    assert await state(served, payment) == ("pending", 100)


async def test_an_event_of_other_content_and_an_order_of_nobody_are_refused(served: Served, payment: Payment) -> None:
    event = secrets.token_urlsafe(12)
    assert (await tell(served.client, body(payment, event=event, kind="failed")))[0] == 200
    assert (await tell(served.client, body(payment, event=event)))[0] == 409
    assert (await tell(served.client, body(payment, reference="JS" + "Z" * 24)))[0] == 404
    assert await state(served, payment) == ("failed", 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"\xff\xfe", b'{"event":"x"}', b'{"reference":"JS\' OR 1=1 --"}', b"{" * 5000],
)
async def test_a_signed_body_that_is_no_confirmation_is_refused(served: Served, content: bytes) -> None:
    assert (await tell(served.client, content))[0] == 422


async def test_a_body_that_is_too_large_is_not_read(served: Served) -> None:
    assert (await tell(served.client, bytes(100_000)))[0] == 413


async def test_without_a_secret_nothing_is_believed(servers: System, bot_url: str, payment: Payment) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAYMENT_WEBHOOK_SECRETS", "")
        async with serving(settings_for(servers, bot_url)) as served:
            assert (await tell(served.client, body(payment), secret=""))[0] == 403
            assert await state(served, payment) == ("pending", 0)


async def test_the_pay_link_leads_to_a_upi_app_and_the_picture_shows_the_same(served: Served, payment: Payment) -> None:
    url = f"{served.client.url}/payments/{payment.picture}"
    async with served.client.http.get(url, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, payment.link)
    async with served.client.http.get(f"{url}/qr.png") as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        assert answer.headers["Cache-Control"] == "no-store"
        with Image.open(io.BytesIO(await answer.read())) as picture:
            assert picture.width == picture.height > 200


async def test_a_paid_fee_and_a_guessed_name_lead_nowhere(served: Served, payment: Payment) -> None:
    await tell(served.client, body(payment))
    names = (
        payment.picture,
        payment.picture[:-1],
        payment.reference,
        str(payment.id),
        "x",
        "..%2f",
        "' OR ''='",
        "%00",
    )
    for name in names:
        for path in (f"/payments/{name}", f"/payments/{name}/qr.png"):
            async with served.client.http.get(f"{served.client.url}{path}", allow_redirects=False) as answer:
                assert answer.status == 404, path
                assert payment.link not in await answer.text()


async def test_a_picture_has_a_name_that_nobody_can_guess(payment: Payment) -> None:
    assert len(payment.picture) >= 32
    assert payment.reference not in payment.picture
