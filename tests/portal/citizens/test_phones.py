from __future__ import annotations

import pytest

from portal.citizens.phones import e164
from portal.errors import NotAPhone


@pytest.mark.parametrize(
    "text",
    ["9812345678", "+919812345678", "919812345678", "09812345678", "98123 45678", "+91-98123-45678", "९८१२३४५६७८"],
)
def test_one_number_has_one_form(text: str) -> None:
    assert e164(text) == "+919812345678"


@pytest.mark.parametrize("text", ["", "12345", "5812345678", "98123456789", "+1 981 234 5678", "9812345678x", "hello"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    with pytest.raises(NotAPhone):
        e164(text)
