"""When a text contains a string."""

import pytest

from evaluation.wording import mentions, reveals


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("FREE of cost", "free"),
        ("हजार रुपये", "हज़ार"),
        ("ह\u091c\u093cार रुपये", "हजार"),
        ("ह\u095bार रुपये", "ह\u091c\u093cार"),
        ("१,५०० रुपये", "1,500"),
        ("Rs 1,500.", "१,५००"),
        ("₹11,500", "1,500"),
        ("30 days", "30"),
        ("100 and 10", "10"),
        ("8 लाख", "8 लाख"),
        ("15-20", "15"),
        ("www.mp.gov.in", "mp.gov.in"),
    ],
)
def test_these_are_mentioned(text: str, wanted: str) -> None:
    assert mentions(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("150 days", "15"),
        ("1५0", "१5"),
        ("436", "43"),
        ("wwwxmp", "www.mp"),
        ("", "181"),
        ("8  लाख", "8 लाख"),
    ],
)
def test_these_are_not_mentioned(text: str, wanted: str) -> None:
    assert not mentions(text, wanted)


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("9999 7165 8847", "999971658847"),
        ("9999-7165-8847", "99997165"),
        ("९९९९ ७१६५ ८८४७", "999971658847"),
        ("999971658847", "9999 7165"),
        ("999971658847", "99997165"),
        ("It was APPROVED", "approved"),
        ("मंजूर", "मंज़ूर"),
    ],
)
def test_these_are_revealed(text: str, forbidden: str) -> None:
    assert reveals(text, forbidden)


def test_words_are_not_joined_to_find_what_is_forbidden() -> None:
    assert not reveals("teer thdarshan", "teerth darshan")
