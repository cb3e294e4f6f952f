from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.payments.signature import WINDOW_S, is_sound, sign

SECRET, BODY, NOW = "s" * 32, b'{"event": "e"}', 1_800_000_000
AT = str(NOW)


def test_what_the_gateway_signed_now_is_sound() -> None:
    assert is_sound([SECRET], AT, sign(SECRET, AT, BODY), BODY, NOW)


def test_while_a_secret_changes_both_count() -> None:
    assert is_sound(["new" * 20, SECRET], AT, sign(SECRET, AT, BODY), BODY, NOW)


@pytest.mark.parametrize("late", [WINDOW_S + 1, -WINDOW_S - 1, 86400])
def test_what_was_signed_long_ago_or_will_be_is_not_sound(late: int) -> None:
    assert not is_sound([SECRET], AT, sign(SECRET, AT, BODY), BODY, NOW + late)
    assert is_sound([SECRET], AT, sign(SECRET, AT, BODY), BODY, NOW + WINDOW_S)


@pytest.mark.parametrize(
    ("timestamp", "signature", "body"),
    [
        (AT, sign("another" * 6, AT, BODY), BODY),
        (AT, sign(SECRET, AT, BODY), BODY + b" "),
        (AT, sign(SECRET, str(NOW + 1), BODY), BODY),
        (AT, sign(SECRET, AT, BODY).upper(), BODY),
        (AT, "", BODY),
        ("", sign(SECRET, "", BODY), BODY),
        ("-1", sign(SECRET, "-1", BODY), BODY),
        (f" {AT}", sign(SECRET, f" {AT}", BODY), BODY),
        ("१८०००००००", sign(SECRET, "१८०००००००", BODY), BODY),
        ("9" * 400, sign(SECRET, "9" * 400, BODY), BODY),
        (AT, "é" * 64, BODY),
    ],
)
def test_anything_else_is_not_sound(timestamp: str, signature: str, body: bytes) -> None:
    assert not is_sound([SECRET], timestamp, signature, body, NOW)


def test_without_a_secret_nothing_is_sound() -> None:
    assert not is_sound([], AT, sign("", AT, BODY), BODY, NOW)


def test_time_and_body_cannot_be_shifted_into_each_other() -> None:
    assert is_sound([SECRET], "1", sign(SECRET, "1", b"2.x"), b"2.x", 1)
    assert not is_sound([SECRET], "1.2", sign(SECRET, "1", b"2.x"), b"x", 1)


@given(st.text(max_size=80), st.text(max_size=80), st.binary(max_size=80))
def test_nothing_that_is_made_up_is_sound(timestamp: str, signature: str, body: bytes) -> None:
    assert not is_sound([SECRET], timestamp, signature, body, NOW)
