from datetime import date, timedelta

from knowledge.rules.book import RuleBook
from knowledge.rules.catalogue import load_catalogue
from tests.knowledge.rules.made import DAY, ruled
from tests.knowledge.rules.test_interview import POOR


def test_what_is_compiled_for_a_day_is_kept_for_it() -> None:
    record = ruled(POOR)
    book = RuleBook({"grant": record, "grant_again": record}, load_catalogue())
    book.warm(DAY)
    assert book.planner(DAY) is book.planner(DAY)
    assert book.planner(DAY).program is book.program(DAY)
    assert list(book.program(DAY).rules) == ["grant"]


def test_each_day_has_its_own_rules() -> None:
    book = RuleBook({"grant": ruled(POOR, until="2026-12-31")}, load_catalogue())
    assert book.program(date(2026, 12, 31)).rules
    assert not book.program(date(2027, 1, 1)).rules


def test_old_days_are_forgotten_so_that_memory_does_not_grow() -> None:
    book = RuleBook({"grant": ruled(POOR)}, load_catalogue())
    first = book.program(DAY)
    for days in range(1, 10):
        book.program(DAY + timedelta(days))
    assert book.program(DAY) is not first
