from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.errors import SessionExpired, Unauthorised, UnknownOption
from channels.signing import OptionIds, SessionTokens

OPTIONS = OptionIds("key")


def test_a_token_gives_its_session_back() -> None:
    tokens = SessionTokens("key", 60)
    assert tokens.session(tokens.issue("abc")) == "abc"


def test_a_token_ends() -> None:
    with pytest.raises(SessionExpired):
        SessionTokens("key", -1).session(SessionTokens("key", 60).issue("abc"))


@given(st.text())
def test_a_made_up_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthorised):
        SessionTokens("key", 60).session(token)


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(Unauthorised):
        SessionTokens("key", 60).session(SessionTokens("other", 60).issue("abc"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_an_option_gives_its_choice_back(choice: str) -> None:
    assert OPTIONS.choice("session", OPTIONS.issue("session", choice)) == choice


def test_an_option_is_good_in_its_own_session_only() -> None:
    with pytest.raises(UnknownOption):
        OPTIONS.choice("other", OPTIONS.issue("session", "topic:ladli_behna"))


@given(st.text())
def test_a_made_up_option_is_refused(option_id: str) -> None:
    with pytest.raises(UnknownOption):
        OPTIONS.choice("session", option_id)


@given(st.integers(0, 40), st.characters(exclude_categories=["Cs"]))
def test_an_option_with_any_character_changed_is_refused(place: int, other: str) -> None:
    genuine = OPTIONS.issue("session", "topic:ladli_behna:summary")
    place %= len(genuine)
    forged = genuine[:place] + other + genuine[place + 1 :]
    if forged != genuine:
        with pytest.raises(UnknownOption):
            OPTIONS.choice("session", forged)


def test_ids_are_short_and_safe_in_addresses() -> None:
    option_id = OPTIONS.issue("session", "topic:ladli_behna:summary")
    assert len(option_id) <= 60
    assert option_id.replace(".", "").replace("-", "").replace("_", "").isalnum()
