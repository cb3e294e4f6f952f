from __future__ import annotations

import base64
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from portal import sealed
from portal.acknowledgements import links
from portal.errors import NotFound
from tests.portal.conftest import KEY

ID, NOW = uuid4(), 1_800_000_000.0


def test_a_link_names_its_acknowledgement_for_half_an_hour() -> None:
    name = links.issue(ID, NOW)
    assert links.read(name, NOW) == ID
    assert links.read(name, NOW + links.LIFE_S) == ID
    with pytest.raises(NotFound):
        links.read(name, NOW + links.LIFE_S + 1)


def test_a_link_stays_good_while_the_key_changes_and_ends_with_it() -> None:
    name, new = links.issue(ID, NOW), Fernet.generate_key().decode()
    sealed.unlock(f"{new},{KEY}")
    assert links.read(name, NOW) == ID
    sealed.unlock(new)
    with pytest.raises(NotFound):
        links.read(name, NOW)


def test_a_link_cannot_be_made_to_live_longer_or_to_name_another() -> None:
    content = base64.urlsafe_b64decode(links.issue(ID, NOW) + "==")
    for place in range(len(content)):
        changed = bytes([*content[:place], content[place] ^ 1, *content[place + 1 :]])
        with pytest.raises(NotFound):
            links.read(base64.urlsafe_b64encode(changed).rstrip(b"=").decode(), NOW)


def test_a_link_that_is_written_otherwise_names_nothing() -> None:
    name = links.issue(ID, NOW)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index(name[-1]) ^ 1
    for other in (name[:-1], f"{name}A", f"{name}=", name.swapcase(), f"{name[:-1]}{chr(65 + last % 26)}", ""):
        with pytest.raises(NotFound):
            links.read(other, NOW)


@given(st.text(max_size=60))
def test_nothing_that_is_made_up_names_anything(name: str) -> None:
    with pytest.raises(NotFound):
        links.read(name, NOW)
