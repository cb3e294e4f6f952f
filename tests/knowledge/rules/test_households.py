import json
from datetime import date

import pytest

from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.households import draw_applicants, main
from knowledge.rules.values import read_facts

DAY = date(2026, 11, 27)


def test_the_same_seed_draws_the_same_people_and_another_others() -> None:
    catalogue = load_catalogue()
    first = draw_applicants(20, catalogue, DAY, seed=3)
    assert first == draw_applicants(20, catalogue, DAY, seed=3)
    assert first != draw_applicants(20, catalogue, DAY, seed=4)


def test_drawn_people_make_sense() -> None:
    people = draw_applicants(2_000, load_catalogue(), DAY)
    for person in people:
        assert not (person["gender"] == "male" and person["pregnant"])
        assert person["own_land"] or person["land"] == 0
        assert person["bank_account"] or not person["aadhaar_linked_bank"]
    rural = sum(person["area"] == "rural" for person in people) / len(people)
    assert 0.67 < rural < 0.77


def test_every_drawn_value_is_one_that_the_fact_can_have() -> None:
    catalogue = load_catalogue()
    for person in draw_applicants(300, catalogue, DAY):
        assert read_facts(person, catalogue) == person


def test_the_command_writes_one_profile_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--number", "3", "--day", "2026-11-27"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all("age" in json.loads(line) for line in lines)
