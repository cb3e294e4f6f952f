"""What we send is what each system's description allows, and whatever it allows as an answer is understood.

Both implementations keep to it: the one over HTTP, against a server built from the description, and our own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from portal.base import now
from portal.complaints import officers
from portal.database import Database
from portal.outside.cm_helpline import Attachment, Complaint, HttpCmHelpline, NewComplaint, Place
from portal.outside.edistrict import Application, ApplicationState, HttpEDistrict, NewApplication
from portal.outside.embedded_cm_helpline import EmbeddedCmHelpline
from portal.outside.embedded_edistrict import EmbeddedEDistrict, advance
from portal.outside.embedded_samagra import EmbeddedSamagra
from portal.outside.errors import NotKnownThere, RefusedThere
from portal.outside.http import OutsideClient
from portal.outside.samagra import Family, HttpSamagra, Member
from portal.outside.sms import HttpSms, Message
from tests.peers.contract import ContractServer
from tests.peers.examples import anything
from tests.portal import made
from tests.portal.outside.serving import CONTRACTS, connected, server_of

MOBILE = "+919812345678"
APPLICATION = NewApplication(
    service="income_certificate",
    mobile=MOBILE,
    name="सुनीता अहिरवार",
    district="bhopal",
    fields={"father_name": "रामकिशन", "annual_income": 80000, "has_pension": False},
    documents=("m123",),
)
COMPLAINT = NewComplaint(
    department="urban",
    subject="street_light",
    place=Place(district="bhopal", block="Phanda", locality="अरेरा कॉलोनी", latitude=23.2, longitude=77.4),
    text="लाइट बंद है",
    mobile=MOBILE,
    attachments=(Attachment(kind="photo", reference="m123"),),
)
KEY = "0c8f7c1e-5d1f-4b59-8a34-2b1d1b9b8a11"
Call = Callable[[OutsideClient], Awaitable[Any]]
CALLS: dict[str, tuple[str, Call]] = {
    "getApplication": ("edistrict", lambda c: HttpEDistrict(c).find("2610114201")),
    "listApplications": ("edistrict", lambda c: HttpEDistrict(c).of_mobile(MOBILE)),
    "submitApplication": ("edistrict", lambda c: HttpEDistrict(c).submit(APPLICATION, KEY)),
    "getApplicationStates": (
        "edistrict",
        lambda c: HttpEDistrict(c).states(["2610114201", "RS/445/0121/2231/2026"]),
    ),
    "withdrawApplication": ("edistrict", lambda c: HttpEDistrict(c).withdraw("2610114201")),
    "getMember": ("samagra", lambda c: HttpSamagra(c).member("140112231")),
    "getFamily": ("samagra", lambda c: HttpSamagra(c).family("40112233")),
    "lodgeComplaint": ("cm_helpline", lambda c: HttpCmHelpline(c).lodge(COMPLAINT, KEY)),
    "getComplaint": ("cm_helpline", lambda c: HttpCmHelpline(c).find("33501234")),
    "getComplaintStates": ("cm_helpline", lambda c: HttpCmHelpline(c).states(["33501234", "33501235"])),
    "listComplaints": ("cm_helpline", lambda c: HttpCmHelpline(c).of_mobile(MOBILE)),
    "addToComplaint": (
        "cm_helpline",
        lambda c: HttpCmHelpline(c).add("33501234", "छह लैंप", KEY, (Attachment(kind="photo", reference="m1"),)),
    ),
    "judgeResolution": ("cm_helpline", lambda c: HttpCmHelpline(c).judge("33501234", True, 5, KEY)),
    "reopenComplaint": ("cm_helpline", lambda c: HttpCmHelpline(c).reopen("33501234", "फिर बंद", KEY)),
    "sendMessage": ("sms", lambda c: HttpSms(c).send(Message(MOBILE, "कोड 123456", "code", "code:1"))),
}
EACH_CALL = pytest.mark.parametrize("operation", CALLS)


def test_every_operation_of_every_description_is_called() -> None:
    systems = [file.stem for file in CONTRACTS.glob("*.yaml")]
    described = {name for system in systems for name in server_of(system).operations}
    assert described == set(CALLS)


@EACH_CALL
async def test_what_is_sent_is_described_and_the_answer_understood(operation: str) -> None:
    system, call = CALLS[operation]
    server = server_of(system)
    async with connected(server) as client:
        await call(client)
    assert [one.operation for one in server.asked] == [operation]
    assert server.problems == []


@pytest.mark.parametrize("operation", [name for name, (system, _) in CALLS.items() if system != "sms"])
async def test_a_record_that_is_not_there_is_none_or_not_known(operation: str) -> None:
    system, call = CALLS[operation]
    server = server_of(system)
    if 404 not in server.operations[operation].responses:
        return
    server.answers[operation] = (404, {"code": "unknown"})
    async with connected(server) as client:
        try:
            assert await call(client) is None
        except NotKnownThere:
            assert server.operations[operation].method != "GET"


@EACH_CALL
async def test_a_refusal_carries_its_reason(operation: str) -> None:
    system, call = CALLS[operation]
    server = server_of(system)
    for status in {409, 422} & server.operations[operation].responses.keys():
        server.answers[operation] = (status, {"code": "wrong_state"})
        async with connected(server) as client:
            with pytest.raises(RefusedThere) as refused:
                await call(client)
        assert refused.value.code == "wrong_state"
        server = server_of(system)


SHAPES: dict[str, tuple[str, type[BaseModel]]] = {
    "getApplication": ("edistrict", Application),
    "getMember": ("samagra", Member),
    "getFamily": ("samagra", Family),
    "getComplaint": ("cm_helpline", Complaint),
}


@pytest.mark.parametrize("operation", SHAPES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_the_description_allows_as_an_answer_is_understood(operation: str, data: st.DataObject) -> None:
    system, shape = SHAPES[operation]
    answer = data.draw(anything(server_of(system).schema(operation, 200)))
    shape.model_validate(answer)


def kept_to(server: ContractServer, operation: str, answer: BaseModel) -> None:
    """The answer of our own implementation, as the description has it."""
    status = next(status for status in server.operations[operation].responses if status < 300)
    jsonschema_rs.validate(server.schema(operation, status), answer.model_dump(mode="json"))


async def test_our_own_edistrict_keeps_to_the_description(database: Database) -> None:
    server, office = server_of("edistrict"), EmbeddedEDistrict(database)
    new = APPLICATION.model_copy(update={"mobile": made.phone()})
    lodged = await office.submit(new, made.phone())
    kept_to(server, "submitApplication", lodged)
    await database.do(lambda s: advance(s, lodged.number, ApplicationState.DOCUMENT_NEEDED, actor="officer", note="x"))
    found = await office.find(lodged.number)
    assert found
    kept_to(server, "getApplication", found)
    kept_to(server, "withdrawApplication", await office.withdraw(lodged.number))
    assert [one.number for one in await office.of_mobile(new.mobile)] == [lodged.number]


async def test_our_own_helpline_keeps_to_the_description(database: Database) -> None:
    server, helpline = server_of("cm_helpline"), EmbeddedCmHelpline(database)
    lodged = await helpline.lodge(COMPLAINT, f"key {now()}")
    kept_to(server, "lodgeComplaint", lodged)
    added = await helpline.add(lodged.number, "छह लैंप", f"key {now()}", (Attachment(kind="photo", reference="m1"),))
    kept_to(server, "addToComplaint", added)
    await database.do(lambda s: officers.resolve(s, lodged.number, "ठीक कर दिया"))
    kept_to(server, "judgeResolution", await helpline.judge(lodged.number, True, 4, f"key {now()}"))
    kept_to(server, "reopenComplaint", await helpline.reopen(lodged.number, "फिर बंद", f"key {now()}"))


async def test_our_own_register_keeps_to_the_description(database: Database) -> None:
    server, register = server_of("samagra"), EmbeddedSamagra(database)
    member_id, family_id = await made.household(database)
    member, family = await register.member(member_id), await register.family(family_id)
    assert member
    assert family
    assert member.birth_date == date(1991, 4, 12)
    kept_to(server, "getMember", member)
    kept_to(server, "getFamily", family)
    assert await register.member("999999999") is None
    assert await register.family("99999999") is None


async def test_a_number_with_slashes_is_one_part_of_the_address() -> None:
    server = server_of("edistrict")
    async with connected(server) as client:
        assert await HttpEDistrict(client).find("RS/445/0121/2231/2026")
    assert server.problems == []


@pytest.mark.parametrize("number", ["", "../complaints", "33 501234", "x" * 31, "33501234\n", "क" * 8])
async def test_a_number_of_no_possible_form_is_not_even_asked_for(number: str) -> None:
    for system in ("edistrict", "cm_helpline"):
        server = server_of(system)
        async with connected(server) as client:
            source = HttpEDistrict(client) if system == "edistrict" else HttpCmHelpline(client)
            assert await source.find(number) is None
        assert server.asked == [], system
