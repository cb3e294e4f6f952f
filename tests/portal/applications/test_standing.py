from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from knowledge.loader import load_folder
from knowledge.schema import Record
from portal.applications.appeals import appeal_text
from portal.applications.standing import Standing, standing
from portal.applications.states import PENDING, may_become
from portal.outside.edistrict import Application, ApplicationEvent, ApplicationState

DAY = date(2026, 10, 5)
RECORDS = load_folder()
DOMICILE = RECORDS["domicile_certificate"]


def application(state: ApplicationState = ApplicationState.IN_PROCESS, **changes: object) -> Application:
    events = (ApplicationEvent(state=state, at=datetime(2026, 10, 9, 7, tzinfo=UTC)),)
    values = {"number": "2610114201", "service": DOMICILE.id, "state": state, "submitted_on": DAY, "history": events}
    return Application.model_validate(values | changes)


def at(days: int, record: Record | None = DOMICILE, first_appeal: date | None = None, **changes: object) -> Standing:
    """So many days after the application."""
    state = changes.pop("state", ApplicationState.IN_PROCESS)
    assert isinstance(state, ApplicationState)
    return standing(application(state, **changes), record, DAY + timedelta(days=days), first_appeal)


def test_the_day_due_is_reckoned_from_the_records_limit_in_working_days() -> None:
    limit = DOMICILE.time_limit
    assert limit
    due = at(1).due
    assert due
    assert due.day >= DAY + timedelta(days=limit.days)
    assert due.day.weekday() < 5


def test_the_offices_own_day_goes_before_it_and_is_sure() -> None:
    due = at(1, due_on=DAY + timedelta(days=4)).due
    assert due
    assert (due.day, due.sure) == (DAY + timedelta(days=4), True)


def test_what_has_no_known_limit_has_no_day_due_and_is_never_late() -> None:
    unknown = at(400, record=None)
    assert (unknown.due, unknown.overdue, unknown.appeal) == (None, False, None)


def test_it_is_late_from_the_day_after_the_day_due() -> None:
    due = DAY + timedelta(days=10)
    assert not at(10, due_on=due).overdue
    late = at(11, due_on=due)
    assert late.overdue
    assert late.appeal
    assert (late.appeal.step, late.appeal.ground, late.appeal.since) == ("first", "overdue", due)


@pytest.mark.parametrize("state", [state for state in ApplicationState if state not in PENDING])
def test_what_is_decided_is_not_late(state: ApplicationState) -> None:
    assert not at(300, state=state, due_on=DAY).overdue


def test_a_refusal_opens_the_first_appeal_for_thirty_days_from_its_day() -> None:
    refused = date(2026, 10, 9)
    appeal = at(10, state=ApplicationState.REJECTED).appeal
    assert appeal
    assert (appeal.ground, appeal.since, appeal.until.day) == ("rejected", refused, refused + timedelta(days=30))
    assert appeal.in_time
    assert appeal.until.sure
    late = at(60, state=ApplicationState.REJECTED).appeal
    assert late
    assert not late.in_time


def test_the_day_after_the_first_appeal_the_second_is_open_and_its_days_are_not_sure() -> None:
    first = DAY + timedelta(days=20)
    same_day = at(20, state=ApplicationState.REJECTED, first_appeal=first).appeal
    assert same_day
    assert same_day.step == "first"
    second = at(21, state=ApplicationState.REJECTED, first_appeal=first).appeal
    assert second
    assert (second.step, second.until.day, second.until.sure) == ("second", first + timedelta(days=60), False)


def test_who_holds_it_is_told_while_it_is_pending_and_as_sure_as_the_record_is() -> None:
    officers = DOMICILE.officers
    assert officers
    assert at(1).holder == officers.designated
    assert at(1).holder_sure == officers.sure
    assert at(1, state=ApplicationState.DELIVERED).holder is None


def test_the_appeal_is_in_both_languages_with_all_that_the_officer_must_know() -> None:
    late = at(40, due_on=DAY + timedelta(days=10), name="सुनीता अहिरवार")
    text = appeal_text(late, DOMICILE, DAY + timedelta(days=40))
    for words in ("2610114201", "सुनीता अहिरवार", DOMICILE.name.hi, DOMICILE.name.en, "15-10-2026", "05-10-2026"):
        assert words in text
    assert "First Appeal Officer" in text
    assert "प्रथम अपील" in text


def test_a_refusals_reason_and_a_missing_name_are_in_the_appeal() -> None:
    refused = at(10, state=ApplicationState.REJECTED, reason="विक्रय पत्र साफ़ नहीं")
    text = appeal_text(refused, None, DAY + timedelta(days=10))
    assert "विक्रय पत्र साफ़ नहीं" in text
    assert "____" in text


def test_the_second_appeal_names_the_first() -> None:
    first = DAY + timedelta(days=20)
    second = at(30, state=ApplicationState.REJECTED, first_appeal=first)
    assert "25-10-2026" in appeal_text(second, DOMICILE, DAY + timedelta(days=30), first)


def test_where_no_appeal_is_open_there_is_no_text() -> None:
    with pytest.raises(ValueError, match="no appeal"):
        appeal_text(at(1), DOMICILE, DAY)


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_record_gives_a_standing_and_an_appeal(record: Record) -> None:
    refused = at(10, record=record, state=ApplicationState.REJECTED, service=record.id)
    assert "2610114201" in appeal_text(refused, record, DAY + timedelta(days=10))
    at(300, record=record, service=record.id)


def test_nothing_follows_on_what_is_given_or_withdrawn() -> None:
    for end in (ApplicationState.DELIVERED, ApplicationState.WITHDRAWN):
        assert not any(may_become(end, state) for state in ApplicationState)
    assert may_become(ApplicationState.REJECTED, ApplicationState.IN_PROCESS)
