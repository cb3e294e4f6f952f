from __future__ import annotations

import pytest
from pydantic import ValidationError
from pydantic_settings import BaseSettings

from portal.listed import Listed, separated


class Numbers(BaseSettings):
    lucky_numbers: Listed[int] = ()


def test_what_is_separated_by_commas_may_have_spaces_and_gaps() -> None:
    assert separated(" a, b,,c , ") == ("a", "b", "c")
    assert separated(" , ") == ()


def test_a_list_from_the_environment_is_of_the_settings_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUCKY_NUMBERS", "3, 7")
    assert Numbers().lucky_numbers == (3, 7)
    monkeypatch.setenv("LUCKY_NUMBERS", "3, seven")
    with pytest.raises(ValidationError):
        Numbers()


def test_a_list_from_code_stays_as_it_is() -> None:
    assert Numbers(lucky_numbers=(3, 7)).lucky_numbers == (3, 7)
