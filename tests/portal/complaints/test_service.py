from __future__ import annotations

import asyncio
import itertools
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Update, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from portal.audit.models import AuditEntry
from portal.citizens import service as citizens
from portal.complaints import officers
from portal.complaints.models import ComplaintRow
from portal.complaints.service import Complaints
from portal.database import Database
from portal.notices.models import Notice
from portal.outside.cm_helpline import ComplaintState, Level, Place
from portal.outside.embedded_cm_helpline import EmbeddedCmHelpline
from portal.outside.errors import NotKnownThere, RefusedThere
from tests.portal import made
from tests.portal.complaints.made import lodged, new, owner


@pytest.fixture
def complaints(database: Database) -> Complaints:
    return Complaints(EmbeddedCmHelpline(database), database)


async def test_what_is_lodged_twice_with_one_key_is_one_complaint(complaints: Complaints) -> None:
    key, whole = uuid4().hex, new()
    first, again = await complaints.lodge(whole, key), await complaints.lodge(whole, key)
    assert first == again
    numbers = {one.number for one in await asyncio.gather(*(complaints.lodge(whole, key) for _ in range(5)))}
    assert numbers == {first.number}


async def test_only_open_ones_of_the_same_number_matter_and_place_are_duplicates(
    complaints: Complaints, database: Database
) -> None:
    mobile = made.phone()
    old = await lodged(database, new(mobile=mobile))
    place = Place(district="bhopal", block="phanda", locality="अरेरा कॉलोनी")
    assert [one.number for one in await complaints.duplicates(mobile, "street_light", place)] == [old.number]
    assert await complaints.duplicates(made.phone(), "street_light", place) == []
    assert await complaints.duplicates(mobile, "drain", place) == []
    assert await complaints.duplicates(mobile, "street_light", Place(district="indore")) == []
    assert await complaints.duplicates(mobile, "street_light", Place(district="bhopal", locality="Kolar")) == []
    await database.do(lambda s: officers.resolve(s, old.number, "repaired"))
    assert await complaints.duplicates(mobile, "street_light", place) == []


async def test_a_citizen_sees_those_with_a_proven_number_newest_first(
    complaints: Complaints, database: Database
) -> None:
    mobile = made.phone()
    older, newer = await lodged(database, new(mobile=mobile), days=5), await lodged(database, new(mobile=mobile))
    citizen = await owner(database, newer)
    assert await complaints.of_citizen(citizen) == []
    await database.do(lambda s: _verify(s, citizen, mobile))
    assert [one.number for one in await complaints.of_citizen(citizen)] == [newer.number, older.number]


async def _verify(session: AsyncSession, citizen: UUID, mobile: str) -> None:
    await citizens.add_address(session, await citizens.get(session, citizen), "phone", mobile, verified=True)


async def test_a_complaint_without_a_number_is_nobodys(complaints: Complaints, database: Database) -> None:
    complaint = await lodged(database, new(mobile=None))
    owned = await complaints.find(complaint.number)
    assert owned
    assert owned.owner is None


async def test_what_is_added_stands_beside_what_was_said(complaints: Complaints, database: Database) -> None:
    complaint, key = await lodged(database), uuid4().hex
    for _ in range(2):
        added = await complaints.add(complaint.number, "six lights", key)
    assert added.text == "street light not working\nsix lights"


async def test_before_there_is_an_answer_there_is_no_judgement(complaints: Complaints, database: Database) -> None:
    complaint = await lodged(database)
    with pytest.raises(RefusedThere):
        await complaints.judge(complaint.number, True, None, uuid4().hex)


async def test_an_answer_is_told_and_judged(complaints: Complaints, database: Database) -> None:
    complaint = await lodged(database)
    await database.do(lambda s: officers.resolve(s, complaint.number, "repaired"))
    whose = await owner(database, complaint)
    told = await database.do(lambda s: s.scalars(select(Notice.message).where(Notice.citizen_id == whose)))
    assert list(told) == ["complaint_resolved"]
    judged = await complaints.judge(complaint.number, True, 4, uuid4().hex)
    assert (judged.state, judged.satisfied, judged.rating) == (ComplaintState.CLOSED, True, 4)


async def test_who_is_not_satisfied_has_it_one_level_up(complaints: Complaints, database: Database) -> None:
    complaint = await lodged(database)
    await database.do(lambda s: officers.resolve(s, complaint.number, "repaired"))
    key = uuid4().hex
    for _ in range(2):
        again = await complaints.judge(complaint.number, False, None, key)
    assert (again.state, again.level) == (ComplaintState.OPEN, Level.L2)


async def test_it_is_reopened_within_the_window_only(complaints: Complaints, database: Database) -> None:
    complaint = await lodged(database)
    await database.do(lambda s: officers.resolve(s, complaint.number, "repaired"))
    await complaints.judge(complaint.number, True, None, uuid4().hex)
    await database.do(lambda s: s.execute(_resolved_days_ago(31)))
    with pytest.raises(RefusedThere):
        await complaints.reopen(complaint.number, "dark again", uuid4().hex)
    await database.do(lambda s: s.execute(_resolved_days_ago(29)))
    again = await complaints.reopen(complaint.number, "dark again", uuid4().hex)
    assert (again.state, again.level) == (ComplaintState.OPEN, Level.L2)
    assert (again.text or "").endswith("dark again")


def _resolved_days_ago(days: int) -> Update:
    ago = text(f"now() - interval '{days} days'")
    return update(ComplaintRow).where(ComplaintRow.state == ComplaintState.CLOSED).values(resolved_at=ago)


async def test_what_is_not_there_cannot_be_added_to_or_answered(complaints: Complaints, database: Database) -> None:
    with pytest.raises(NotKnownThere):
        await complaints.add("10000000", "words", uuid4().hex)
    with pytest.raises(NotKnownThere):
        await database.do(lambda s: officers.resolve(s, "10000000", "words"))
    complaint = await lodged(database)
    await database.do(lambda s: officers.resolve(s, complaint.number, "repaired"))
    with pytest.raises(RefusedThere):
        await database.do(lambda s: officers.resolve(s, complaint.number, "repaired"))


@pytest.mark.parametrize("hostile", ["'; DROP TABLE complaints; --", "\\'); DELETE FROM citizens", "%s %(x)s $1 {}"])
async def test_hostile_words_are_words(complaints: Complaints, database: Database, hostile: str) -> None:
    complaint = await lodged(
        database, new(text=hostile, name=hostile, place=Place(district="bhopal", locality=hostile))
    )
    found = await complaints.find(complaint.number)
    assert found
    assert (found.complaint.text, found.complaint.place.locality) == (hostile, hostile)


async def test_no_word_number_or_phone_stands_in_clear_in_the_database(database: Database) -> None:
    whole = new(text="Unmistakable words", name="Zuqmarven", mobile="+919811122233")
    complaint = await lodged(database, whole)
    rows = str(list(await database.do(lambda s: s.scalars(text("SELECT to_jsonb(c)::text FROM complaints AS c")))))
    assert "bhopal" in rows
    for secret in ("Unmistakable", "Zuqmarven", "9811122233", complaint.number, "Arera"):
        assert secret not in rows


async def test_each_step_is_in_the_audit_trail_without_any_content(complaints: Complaints, database: Database) -> None:
    complaint = await lodged(database, new(text="Unmistakable words"))
    await complaints.add(complaint.number, "more Unmistakable words", uuid4().hex)
    whose = await owner(database, complaint)
    those = select(AuditEntry).where(AuditEntry.citizen_id == whose).order_by(AuditEntry.seq)
    entries = list(await database.do(lambda s: s.scalars(those)))
    assert [entry.action for entry in entries if entry.action.startswith("complaint")] == [
        "complaint.lodged",
        "complaint.added",
    ]
    assert "Unmistakable" not in str([(entry.subject, entry.detail) for entry in entries])


async def test_numbers_do_not_follow_one_another(database: Database) -> None:
    numbers = [int((await lodged(database)).number) for _ in range(8)]
    assert len(set(numbers)) == 8
    assert all(abs(one - other) > 1 for one, other in itertools.pairwise(numbers))
