from __future__ import annotations

import pytest
from cryptography.fernet import Fernet, InvalidToken

from channels.vault import Vault


def test_what_was_sealed_can_be_opened_after_the_key_was_changed() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Vault(old).seal("9876543210")
    assert Vault(f"{new},{old}").open(sealed) == "9876543210"
    assert b"9876543210" not in sealed
    with pytest.raises(InvalidToken):
        Vault(new).open(sealed)
