from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.calendar import after, on_day


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-09", 5, "2026-11-16"),  # a Monday; Saturday and Sunday do not count
        ("2026-11-13", 1, "2026-11-16"),  # a Friday
        ("2026-11-14", 1, "2026-11-16"),  # a Saturday
        ("2026-01-23", 1, "2026-01-27"),  # over Republic Day
    ],
)
def test_working_days_leave_out_the_weekend_and_holidays(start: str, days: int, end: str) -> None:
    assert after(date.fromisoformat(start), days, working=True).day == date.fromisoformat(end)


def test_all_days_are_counted_where_the_law_says_days() -> None:
    assert after(date(2026, 1, 23), 3, working=False).day == date(2026, 1, 26)


def test_a_festival_that_may_move_and_a_year_without_a_list_make_the_day_unsure() -> None:
    assert after(date(2026, 11, 9), 5, working=True).sure
    assert not after(date(2026, 3, 2), 5, working=True).sure
    assert not after(date(2031, 5, 5), 3, working=True).sure
    assert after(date(2031, 5, 5), 3, working=False).sure


def test_no_days_are_the_day_itself() -> None:
    assert after(date(2026, 11, 9), 0, working=True).day == date(2026, 11, 9)


def test_the_day_of_a_moment_is_the_one_in_india() -> None:
    assert on_day(datetime(2026, 11, 9, 20, 0, tzinfo=UTC)) == date(2026, 11, 10)
