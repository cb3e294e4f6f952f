import random
from datetime import date

import pytest

from knowledge.loader import load_folder
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.evaluate import evaluate_all
from knowledge.rules.households import draw_applicants
from knowledge.rules.matrix import OUTCOMES, outcomes
from knowledge.rules.program import Program

DAY = date(2026, 11, 27)


@pytest.mark.parametrize("known", [0.1, 0.4, 1.0])
def test_many_profiles_at_once_get_the_verdicts_that_each_gets_alone(known: float) -> None:
    catalogue = load_catalogue()
    program = Program(load_folder().values(), catalogue, DAY)
    lots = random.Random(known)
    people = draw_applicants(25, catalogue, DAY, seed=7)
    profiles = [{name: value for name, value in person.items() if lots.random() < known} for person in people]
    found = outcomes(program, program.encode_many(profiles))
    for place, profile in enumerate(profiles):
        alone = {name: verdict.outcome for name, verdict in evaluate_all(program, profile).items()}
        assert {name: OUTCOMES[codes[place]] for name, codes in found.items()} == alone
