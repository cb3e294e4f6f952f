from __future__ import annotations

import pytest

from channels.delivery.backoff import wait_s


@pytest.mark.parametrize(
    ("attempts", "least", "most"), [(1, 0.5, 1), (2, 1, 2), (5, 8, 16), (11, 450, 900), (99, 450, 900)]
)
def test_it_waits_twice_as_long_each_time_up_to_a_quarter_of_an_hour(attempts: int, least: float, most: float) -> None:
    assert (wait_s(attempts, 0.0), wait_s(attempts, 1.0)) == (least, most)
    assert least <= wait_s(attempts) <= most
