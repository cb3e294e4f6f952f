"""The forms fit their records, and what the citizen is asked is there in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.loader import load_folder
from knowledge.schema import Record, Section
from language.lexicon import heard
from portal.forms import catalogue
from portal.forms.catalogue import forms

FORMS = forms()
EACH = pytest.mark.parametrize("service", FORMS)
MUST = {
    "domicile_certificate",
    "income_certificate",
    "caste_certificate_sc_st",
    "caste_certificate_obc",
    "khasra_khatauni_copy",
    "ration_card_patrata_parchi",
    "marriage_registration",
}
PENSIONS = {"kalyani_pension", "ss_vridh_pension", "parityakta_pension", "avivahita_pension"}
# Known by the proof of identity.
PROVEN = "mobile number"


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return load_folder()


def items(record: Record) -> list[str]:
    section = record.sections.get(Section.DOCUMENTS)
    return [item.en for item in section.items] if section else []


def test_there_is_a_form_for_each_service_that_is_promised() -> None:
    assert set(FORMS) >= MUST | PENSIONS


@EACH
def test_a_form_belongs_to_a_record(service: str, records: dict[str, Record]) -> None:
    assert records[service].id == service


@EACH
def test_every_paper_of_the_record_is_asked_for_somehow_and_no_other(service: str, records: dict[str, Record]) -> None:
    named = [paper.item for paper in FORMS[service].papers]
    assert len(named) == len(set(named))
    assert set(named) == set(items(records[service])) - {PROVEN}


@EACH
def test_a_paper_given_by_an_answer_names_a_field_of_the_form(service: str) -> None:
    form = FORMS[service]
    for paper in form.papers:
        assert (paper.by == "field") is (paper.field is not None)
        assert paper.field is None or paper.field in form.fields


@EACH
def test_what_is_paid_here_stands_in_the_record(service: str, records: dict[str, Record]) -> None:
    form, record = FORMS[service], records[service]
    assert (form.fee is None) is (form.amount(record) is None)
    assert bool(record.fees) is (form.fee is not None)


@EACH
def test_the_applicant_is_a_name_that_must_be_given(service: str) -> None:
    form = FORMS[service]
    assert form.fields[form.applicant].kind == "name"
    assert form.applicant not in form.optional


@EACH
def test_an_application_says_which_district_it_goes_to(service: str) -> None:
    assert FORMS[service].fields["district"].kind == "district"


@EACH
def test_a_form_asks_no_more_than_a_dozen_questions(service: str) -> None:
    assert 3 <= len(FORMS[service].fields) <= 12


@EACH
def test_no_two_fields_of_a_form_are_announced_by_the_same_words(service: str) -> None:
    owner: dict[tuple[str, ...], str] = {}
    for name, field in FORMS[service].fields.items():
        for phrase in {*field.said, field.words.hi, field.words.en}:
            sounds = tuple(word.word for word in heard(phrase))
            assert owner.setdefault(sounds, name) == name, phrase


def test_answers_still_missing_come_in_the_forms_order() -> None:
    form = FORMS["income_certificate"]
    assert form.missing({}) == list(form.fields)
    assert form.missing(dict.fromkeys(form.fields)) == []
    assert form.missing({"parent_name": "x", "name": None})[0] == "income"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("fields: [name, district, no_such_field]", "no field 'no_such_field'"),
        ("fields: [name, district, tehsil]\noptional: [village]", "'village' is not among its fields"),
        ("fields: [name, district, tehsil]\napplicant: husband_name", "'husband_name' is not among its fields"),
        ("fields: [name]", "fields"),
        ("fields: [name, district, tehsil]\nfees: any", "fees"),
    ],
)
def test_a_wrong_form_is_refused_with_its_file_and_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, words: str
) -> None:
    (tmp_path / "fields.yaml").write_text(
        (catalogue.FOLDER / "fields.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "made_up.yaml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=words):
        forms.__wrapped__()
