from __future__ import annotations

from itertools import product

import pytest

from portal.following.news import is_over, news
from portal.outside.case_state import CaseState
from portal.outside.cm_helpline import ComplaintState, Level
from portal.outside.edistrict import ApplicationState
from portal.wording import LANGUAGES, Language, catalogue


def complaint(state: str, level: str = "L1") -> CaseState:
    return CaseState("33501234", state, level)


def application(state: str) -> CaseState:
    return CaseState("2611000001", state)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_that_is_told_has_its_words(language: Language) -> None:
    applications = [application(state) for state in ApplicationState]
    complaints = [complaint(state, level) for state, level in product(ComplaintState, Level)]
    told = {news("application", *change) for change in product(applications, repeat=2)}
    told |= {news("complaint", *change) for change in product(complaints, repeat=2)}
    assert told - {None} <= catalogue(language).keys()


def test_nothing_new_is_no_news() -> None:
    assert news("application", application("approved"), application("approved")) is None
    assert news("complaint", complaint("open"), complaint("open")) is None


def test_an_answered_complaint_is_news_at_whatever_level() -> None:
    assert news("complaint", complaint("open"), complaint("resolved", "L2")) == "complaint_resolved"


def test_a_closed_case_is_over_and_a_rejected_one_may_yet_move() -> None:
    assert is_over("complaint", "closed")
    assert not is_over("application", "rejected")
