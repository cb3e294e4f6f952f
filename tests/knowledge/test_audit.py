import re
from datetime import date
from typing import Any

import pytest

from knowledge import audit
from knowledge.audit import findings
from knowledge.schema import CORE_SECTIONS
from tests.knowledge.made import both, record, section

TODAY = date(2026, 11, 24)


def found(older_than: int = 2, **changes: Any) -> list[tuple[str, str]]:
    return [(finding.kind, finding.field) for finding in findings(record(**changes), TODAY, older_than)]


def test_a_fresh_sourced_bilingual_record_needs_no_eye() -> None:
    assert found() == []


@pytest.mark.parametrize("as_of", ["2024", "2023-05", "2020-01-31", None])
def test_old_facts_and_facts_of_no_known_year_are_stale(as_of: str | None) -> None:
    assert found(as_of=as_of) == [("stale", "as_of")]


def test_the_age_of_stale_facts_can_be_chosen() -> None:
    assert found(older_than=3, as_of="2024") == []


def test_a_record_without_a_public_address_is_unsourced() -> None:
    assert found(sources=[{"title": "Heard", "kind": "compilation"}]) == [("unsourced", "sources")]


def test_an_unconfirmed_fact_is_pointed_at() -> None:
    fee = {**section(), "facts": [both("मुफ्त।", "Free."), {**both("शायद ₹5।", "Perhaps ₹5."), "sure": False}]}
    sections = {**{name.value: section() for name in CORE_SECTIONS}, "fee": fee}
    assert found(sections=sections) == [("unsourced", "sections.fee.facts.1")]


def test_a_finding_names_its_record_and_the_detail() -> None:
    (finding,) = findings(record("talab", as_of="2020"), TODAY, 2)
    assert (finding.record, finding.detail) == ("talab", "facts of 2020")


def test_the_command_counts_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--older-than", "50"]) == 0
    summary = capsys.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"\d+ records; \d+ stale, \d+ unsourced, 0 one_language", summary)
