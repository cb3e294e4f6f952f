import random

import pytest

from knowledge.encoder.romanise import Romaniser, by_rule


@pytest.mark.parametrize(("native", "latin"), [("सरकार", "sarakaar"), ("हिंदी", "hindi"), ("घर", "ghar")])
def test_by_rule(native: str, latin: str) -> None:
    assert by_rule(native).replace("aa", "a") == latin.replace("aa", "a")


def test_attested_spellings_come_first() -> None:
    romaniser = Romaniser([("sarkar", "सरकार", 3)])
    assert romaniser.text("सरकार 181 घर", random.Random(1)) == "sarkar 181 ghar"
