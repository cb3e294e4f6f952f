"""News of cases in outside systems: told once, to who agreed, whatever fails meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text, update

from portal.applications.service import Applications
from portal.citizens import service as citizens
from portal.complaints.service import Complaints
from portal.database import Database
from portal.following.checking import Checker
from portal.following.models import FollowedCase
from portal.following.service import Following
from portal.notices.models import Notice
from portal.notices.service import NoticeSender
from portal.outside.case_state import MOST_AT_ONCE, CaseState, StatesSource
from portal.outside.cm_helpline import HttpCmHelpline, NewComplaint, Place
from portal.outside.edistrict import HttpEDistrict, NewApplication
from portal.outside.errors import OutsideUnavailable
from portal.privacy import consent
from tests.portal import made
from tests.portal.made import SmsBox
from tests.portal.outside.serving import connected, server_of

PACE = timedelta(minutes=30)
APPLICATION = {
    "service": "income_certificate", "submitted_on": "2026-11-02", "history": [], "name": "Zuqmarven",
}  # fmt: skip
COMPLAINT = {
    "department": "urban", "subject": "street_light", "place": {"district": "bhopal"},
    "lodged_at": "2026-11-02T10:00:00Z", "level_since": "2026-11-02T10:00:00Z",
}  # fmt: skip


def number() -> str:
    return str(uuid4().int)[:8]


async def who_agrees(database: Database, agrees: bool = True) -> tuple[UUID, str]:
    session_id, phone = await made.session(database), made.phone()

    async def work(session: Any) -> UUID:
        citizen = await citizens.at_address_or_new(session, "phone", phone, language="en")
        await consent.record(session, session_id, "notices", agrees, channel="web", citizen=citizen.id)
        return citizen.id

    return await database.do(work), phone


async def due_now(database: Database) -> None:
    """Time passes: every case that is followed is due, and every lease is over."""
    await database.do(lambda s: s.execute(text("UPDATE followed_cases SET due_at = now() WHERE due_at IS NOT NULL")))


async def told(database: Database) -> list[str]:
    return list(await database.do(lambda s: s.scalars(select(Notice.message).order_by(Notice.created_at))))


class Office:
    """Holds states; counts how it is asked; fails or is cut off as it is told to."""

    def __init__(self, *states: CaseState) -> None:
        self.states_held = {one.number: one for one in states}
        self.asked: list[list[str]] = []
        self.failures: list[BaseException] = []
        self.meanwhile: list[Any] = []

    def becomes(self, *states: CaseState) -> None:
        self.states_held |= {one.number: one for one in states}

    async def states(self, numbers: Sequence[str]) -> list[CaseState]:
        self.asked.append(list(numbers))
        if self.failures:
            raise self.failures.pop()
        answer = [self.states_held[one] for one in numbers if one in self.states_held]
        for doing in self.meanwhile:
            await doing()
        return answer


def checker(database: Database, office: StatesSource, kind: Any = "application", most: int = 1000) -> Checker:
    return Checker(database, {kind: office}, PACE, most)


async def followed(database: Database, state: CaseState, kind: Any = "application", agrees: bool = True) -> UUID:
    citizen, _ = await who_agrees(database, agrees)
    await Following(database, frozenset({kind})).begin(kind, citizen, state)
    await due_now(database)
    return citizen


async def test_a_change_over_there_is_told_once_by_text_message(own_database: Database, sms: SmsBox) -> None:
    database, server = own_database, server_of("edistrict")
    _, phone = await who_agrees(database)
    new = NewApplication(service="income_certificate", mobile=phone, name="Zuqmarven")
    server.answers["submitApplication"] = (201, {**APPLICATION, "number": "2611000001", "state": "submitted"})
    async with connected(server) as client:
        office = HttpEDistrict(client)
        applications = Applications(office, database, Following(database, frozenset({"application"})))
        await applications.submit(new, uuid4().hex)
        for state in ("submitted", "approved", "approved"):
            server.answers["getApplicationStates"] = {"applications": [{"number": "2611000001", "state": state}]}
            await due_now(database)
            await checker(database, office).check_due()
            await NoticeSender(database, sms).send_due()
    assert server.problems == []
    assert [(message.to, "2611000001" in message.text) for message in sms.messages] == [(phone, True)]
    assert await told(database) == ["application_approved"]


async def test_a_complaint_that_rises_and_is_answered_is_told_of_twice(own_database: Database, sms: SmsBox) -> None:
    database, server = own_database, server_of("cm_helpline")
    _, phone = await who_agrees(database)
    new = NewComplaint(
        department="urban", subject="street_light", place=Place(district="bhopal"), text="x", mobile=phone
    )
    server.answers["lodgeComplaint"] = (201, {**COMPLAINT, "number": "33507777", "state": "open", "level": "L1"})
    async with connected(server) as client:
        helpline = HttpCmHelpline(client)
        complaints = Complaints(helpline, database, Following(database, frozenset({"complaint"})))
        await complaints.lodge(new, uuid4().hex)
        for state, level in (("open", "L2"), ("open", "L2"), ("resolved", "L2")):
            answer = {"complaints": [{"number": "33507777", "state": state, "level": level}]}
            server.answers["getComplaintStates"] = answer
            await due_now(database)
            await checker(database, helpline, "complaint").check_due()
            await NoticeSender(database, sms).send_due()
    assert server.problems == []
    assert await told(database) == ["complaint_escalated", "complaint_resolved"]
    assert "level 2" in sms.messages[0].text


async def test_what_the_citizen_did_here_is_not_told(own_database: Database) -> None:
    database, following = own_database, Following(own_database, frozenset({"complaint"}))
    case, risen = CaseState(number(), "resolved", "L1"), "L2"
    await followed(database, case, "complaint")
    office = Office(CaseState(case.number, "open", risen))
    await following.acted("complaint", CaseState(case.number, "open", risen))
    await due_now(database)
    assert await checker(database, office, "complaint").check_due() == 0
    assert await told(database) == []


async def test_an_answer_older_than_what_the_citizen_did_does_not_count(own_database: Database) -> None:
    database, following = own_database, Following(own_database, frozenset({"complaint"}))
    case = CaseState(number(), "resolved", "L1")
    await followed(database, CaseState(case.number, "open", "L1"), "complaint")
    office = Office(case)
    office.meanwhile.append(lambda: following.acted("complaint", CaseState(case.number, "open", "L2")))
    assert await checker(database, office, "complaint").check_due() == 0
    assert await told(database) == []


async def test_several_workers_at_once_tell_each_change_once(own_database: Database) -> None:
    cases = [CaseState(number(), "submitted") for _ in range(60)]
    citizen, _ = await who_agrees(own_database)
    await Following(own_database, frozenset({"application"})).begin("application", citizen, *cases)
    await due_now(own_database)
    office = Office(*(CaseState(case.number, "approved") for case in cases))
    seen = await asyncio.gather(*(checker(own_database, office).check_due() for _ in range(4)))
    assert sum(seen) == 60
    assert await told(own_database) == ["application_approved"] * 60
    assert sum(len(numbers) for numbers in office.asked) == 60


async def test_killed_after_asking_it_is_told_once_by_the_next(own_database: Database) -> None:
    case = CaseState(number(), "submitted")
    await followed(own_database, case)
    office = Office(CaseState(case.number, "rejected"))
    office.failures.append(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await checker(own_database, office).check_due()
    assert await checker(own_database, office).check_due() == 0, "leased"
    for _ in range(2):
        await due_now(own_database)
        await checker(own_database, office).check_due()
    assert await told(own_database) == ["application_rejected"]


async def test_a_late_answer_of_one_thought_dead_tells_nothing_twice(own_database: Database) -> None:
    case = CaseState(number(), "submitted")
    await followed(own_database, case)
    slow, quick = Office(CaseState(case.number, "approved")), Office(CaseState(case.number, "approved"))

    async def overtaken() -> None:
        await due_now(own_database)
        assert await checker(own_database, quick).check_due() == 1

    slow.meanwhile.append(overtaken)
    assert await checker(own_database, slow).check_due() == 0
    assert await told(own_database) == ["application_approved"]


async def test_who_did_not_agree_is_not_even_asked_for(own_database: Database) -> None:
    case = CaseState(number(), "submitted")
    await followed(own_database, case, agrees=False)
    office = Office(CaseState(case.number, "approved"))
    assert await checker(own_database, office).check_due() == 0
    assert office.asked == []


async def test_when_the_system_is_down_cases_wait_longer_each_time(own_database: Database) -> None:
    case = CaseState(number(), "submitted")
    await followed(own_database, case)
    office, waits = Office(CaseState(case.number, "approved")), []
    for _ in range(3):
        office.failures.append(OutsideUnavailable())
        await due_now(own_database)
        await checker(own_database, office).check_due()
        waits.append(await own_database.do(lambda s: s.scalar(text("SELECT due_at - now() FROM followed_cases"))))
    assert waits[0] < waits[1] < waits[2]
    await due_now(own_database)
    assert await checker(own_database, office).check_due() == 1


async def test_a_round_asks_for_the_oldest_first_and_not_for_more_than_its_share(own_database: Database) -> None:
    cases = [CaseState(number(), "submitted") for _ in range(70)]
    citizen, _ = await who_agrees(own_database)
    await Following(own_database, frozenset({"application"})).begin("application", citizen, *cases)
    await due_now(own_database)
    oldest = {case.number for case in cases[50:]}
    rows = await own_database.do(lambda s: s.scalars(select(FollowedCase)))
    older = [row.id for row in rows if row.number in oldest]
    long_ago = text("now() - interval '1 hour'")
    await own_database.do(
        lambda s: s.execute(update(FollowedCase).where(FollowedCase.id.in_(older)).values(due_at=long_ago))
    )
    office = Office(*cases)
    await checker(own_database, office, most=50).check_due()
    (asked,) = office.asked
    assert len(asked) == MOST_AT_ONCE
    assert oldest <= set(asked)


async def test_what_is_over_is_asked_for_no_more(own_database: Database) -> None:
    case = CaseState(number(), "approved")
    await followed(own_database, case)
    office = Office(CaseState(case.number, "delivered"))
    await checker(own_database, office).check_due()
    await due_now(own_database)
    await checker(own_database, office).check_due()
    assert len(office.asked) == 1
    assert await told(own_database) == ["application_delivered"]


async def test_a_number_that_is_unknown_there_stays_as_it_was_seen(own_database: Database) -> None:
    await followed(own_database, CaseState(number(), "submitted"))
    assert await checker(own_database, Office()).check_due() == 0
    assert await told(own_database) == []


async def test_embedded_systems_have_nothing_followed(own_database: Database) -> None:
    citizen, phone = await who_agrees(own_database)
    nothing = Following(own_database)
    await nothing.begin("application", citizen, CaseState(number(), "submitted"))
    await nothing.lodged("complaint", phone, None, CaseState(number(), "open", "L1"))
    assert await own_database.do(lambda s: s.scalar(select(FollowedCase.id))) is None
