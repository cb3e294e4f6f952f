from __future__ import annotations

import pytest

from channels.pausing import Rhythm


def test_who_finds_work_looks_more_often_for_a_second() -> None:
    now = 100.0
    rhythm = Rhythm(0.2, lambda: now)
    assert rhythm.rest_s(found=False) == 0.2
    assert rhythm.rest_s(found=True) == pytest.approx(0.1)
    now = 100.9
    assert rhythm.rest_s(found=False) == pytest.approx(0.1)
    now = 101.1
    assert rhythm.rest_s(found=False) == 0.2
