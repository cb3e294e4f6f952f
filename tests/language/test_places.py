from pathlib import Path

import pytest
import yaml

import language.places
from language.places import district_names, find_districts

_ROWS = yaml.safe_load((Path(language.places.__file__).parent / "data" / "districts.yaml").read_text("utf-8"))


def test_madhya_pradesh_has_55_districts_each_named_in_both_languages() -> None:
    assert len(district_names()) == 55
    assert all(not row["hi"].isascii() and row["en"].isascii() for row in _ROWS)


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: str(row["id"]))
def test_each_district_is_found_under_each_of_its_names(row: dict[str, object]) -> None:
    other = row["other"]
    assert isinstance(other, list)
    frames = ("{}", "मैं {} से हूँ", "main {} se hu", "I live in {} district")
    texts = [frame.format(name) for name in (row["hi"], row["en"], *other) for frame in frames]
    assert {text: find_districts(text) for text in texts} == {text: [row["id"]] for text in texts}


def test_two_districts_are_named_in_order() -> None:
    assert find_districts("मैं भोपाल से इंदौर आया") == ["bhopal", "indore"]


@pytest.mark.parametrize(
    "text",
    [
        "अगर मैं आवेदन करूँ", "agar main jau", "ब्याज की दर क्या है", "डर लगता है", "इस स्थान पर", "sthan", "मंडल", "hard copy",
        "paan ki dukaan", "फीस कितनी है", "what is the fee",
    ],
)  # fmt: skip
def test_a_common_word_that_sounds_like_a_district_is_none(text: str) -> None:
    assert find_districts(text) == []
