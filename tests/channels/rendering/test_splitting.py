from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.rendering.splitting import shortened, split, utf16, without_blank_runs

TEXTS = st.text(st.sampled_from("कखक्षाि्ं ab.,।\n😀\u200d"), max_size=400)


@given(TEXTS, st.integers(4, 80))
def test_parts_are_short_enough_and_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part and utf16(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXTS, st.integers(12, 80))
def test_no_letter_is_parted_from_its_signs(text: str, limit: int) -> None:
    whole = "".join(text.split())
    longest_cluster = max((len(part) for part in whole.replace("क", " क").split()), default=0)
    if longest_cluster < limit / 2:
        for part in split(text, limit)[1:]:
            assert unicodedata.category(part[0]) not in ("Mn", "Mc") or whole[0] == part[0]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("one two. three four", ["one two.", "three four"]),
        ("पहला वाक्य। दूसरा वाक्य", ["पहला वाक्य।", "दूसरा वाक्य"]),
        ("first line\nsecond", ["first line", "second"]),
        ("", []),
        ("short", ["short"]),
    ],
)
def test_it_is_cut_where_a_reader_would_pause(text: str, parts: list[str]) -> None:
    assert split(text, 14) == parts


def test_what_is_shortened_ends_with_an_ellipsis() -> None:
    cut = shortened("हिन्दी में लंबा लेख", 10)
    assert cut.endswith("…")
    assert utf16(cut) <= 10
    assert shortened("short", 10) == "short"
    assert shortened("x" * 20, 10) == "x" * 9 + "…"


def test_there_is_at_most_one_blank_line() -> None:
    assert without_blank_runs("a\n\n\n\nb\n\nc\n") == "a\n\nb\n\nc"
