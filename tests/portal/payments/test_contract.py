"""The payment gateway over HTTP, against a server built from its description; and our webhook against the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import portal.payments
from channels.payments.endpoints import create_router
from portal.outside.breaker import Breaker
from portal.outside.errors import OutsideUnavailable, RefusedThere
from portal.payments import upi
from portal.payments.embedded import confirmation
from portal.payments.gateway import HttpPaymentGateway, NewOrder
from portal.payments.service import Confirmation
from portal.payments.settings import PaymentSettings
from portal.payments.signature import SIGNATURE, TIMESTAMP, is_sound
from tests.peers.contract import ContractServer
from tests.portal.outside.serving import connected

FILE = Path(str(portal.payments.__file__)).parent / "contract.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
ORDER = NewOrder("JS" + "A2" * 12, 2000, "MP e-service fee")
LINK = upi.link("treasury@bank", "Treasury MP", ORDER.reference, ORDER.paise, ORDER.note)
KEY = "fee:2611123456"


@pytest.fixture
def server() -> ContractServer:
    return ContractServer(FILE, answers={"placeOrder": {"link": LINK}})


async def placed(server: ContractServer, order: NewOrder = ORDER) -> str:
    async with connected(server) as client:
        return await HttpPaymentGateway(client).order(order, KEY)


async def test_an_order_is_what_the_description_allows(server: ContractServer) -> None:
    assert await placed(server) == LINK
    assert server.problems == []
    (asked,) = server.asked
    assert (asked.key, asked.body["reference"], asked.body["paise"]) == (KEY, ORDER.reference, 2000)


async def test_nothing_personal_goes_to_the_gateway(server: ContractServer) -> None:
    await placed(server)
    assert server.asked[0].body.keys() == {"reference", "paise", "currency", "note"}


@pytest.mark.parametrize("fault", ["busy", "failing", "lost", "dropped"])
async def test_after_a_failure_the_order_is_placed_once_all_the_same(server: ContractServer, fault: Any) -> None:
    server.faults = [fault]
    assert await placed(server) == LINK
    assert server.done == ["placeOrder"]


@pytest.mark.parametrize("fault", ["slow", "failing", "no_json", "senseless", "large", "moved"])
async def test_a_gateway_that_goes_on_failing_gives_no_link(server: ContractServer, fault: Any) -> None:
    server.faults = [fault] * 5
    with pytest.raises(OutsideUnavailable):
        await placed(server)


async def test_a_gateway_that_fails_again_and_again_is_left_alone_for_a_while(server: ContractServer) -> None:
    server.faults = ["failing"] * 50
    async with connected(server, breaker=Breaker(failures=2, rest_s=60)) as client:
        for _ in range(4):
            with pytest.raises(OutsideUnavailable):
                await HttpPaymentGateway(client).order(ORDER, KEY)
    assert len(server.asked) == 2 * 3


async def test_a_refusal_is_told_from_a_failure(server: ContractServer) -> None:
    server.answers["placeOrder"] = (422, {"code": "amount_too_small"})
    with pytest.raises(RefusedThere) as error:
        await placed(server)
    assert error.value.code == "amount_too_small"


@pytest.mark.parametrize(
    "link",
    [
        LINK.replace("20.00", "2000.00"),
        LINK.replace(ORDER.reference, "JS" + "B" * 24),
        LINK + "&pa=thief@bank",
        "upi://pay?x",
        LINK.replace("INR", "USD"),
    ],
)
async def test_a_link_that_asks_for_something_else_is_never_shown(server: ContractServer, link: str) -> None:
    server.answers["placeOrder"] = {"link": link}
    with pytest.raises(OutsideUnavailable):
        await placed(server)


def told() -> dict[str, Any]:
    """The schema of what the gateway tells us."""
    body = DOCUMENT["webhooks"]["confirmation"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return {**body, "components": DOCUMENT["components"]}


VALID = jsonschema_rs.validator_for(told())
TOLD = st.fixed_dictionaries(
    {
        "event": st.text("abcXYZ019_-é ", min_size=6, max_size=66),
        "reference": st.one_of(st.just(ORDER.reference), st.text("JSA27a", max_size=27)),
        "kind": st.sampled_from(["paid", "failed", "refunded", "lost"]),
        "paise": st.one_of(st.integers(-2, 10**7), st.text(max_size=3)),
        "currency": st.sampled_from(["INR", "USD"]),
    },
    optional={"more": st.integers()},
)


@given(TOLD)
@settings(max_examples=300)
def test_we_understand_just_what_the_description_lets_the_gateway_tell(body: dict[str, Any]) -> None:
    try:
        Confirmation.model_validate_json(json.dumps(body))
        understood = True
    except ValidationError:
        understood = False
    assert understood is VALID.is_valid(body)


@pytest.mark.parametrize("kind", ["paid", "failed", "refunded"])
def test_the_embedded_gateway_tells_what_the_description_allows(kind: Any) -> None:
    body, headers = confirmation("s" * 40, ORDER.reference, kind, 2000)
    assert VALID.is_valid(json.loads(body))
    assert is_sound(["s" * 40], headers[TIMESTAMP], headers[SIGNATURE], body, float(headers[TIMESTAMP]))


def test_our_address_answers_with_the_statuses_of_the_description() -> None:
    (route,) = [one for one in create_router(PaymentSettings()).routes if getattr(one, "name", "") == "confirm"]
    documented = {int(status) for status in route.openapi_extra["responses"]}  # type: ignore[attr-defined]
    described = {int(status) for status in DOCUMENT["webhooks"]["confirmation"]["post"]["responses"]}
    assert described <= documented
