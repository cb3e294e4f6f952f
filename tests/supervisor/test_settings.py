import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from supervisor import settings
from supervisor.keys import keys
from supervisor.ports import DEFAULT_PORT, free_port, is_free
from supervisor.servers import Postgres


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_with_a_server_on_it_is_not_free(taken: int) -> None:
    assert not is_free(taken)
    assert is_free(free_port())


def test_keys_are_made_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    first = keys(file, {})
    assert keys(file, {}) == first
    assert len(set(first.values())) == len(first)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_in_the_surroundings_wins_and_is_not_written_down(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    assert keys(file, {"INTERNAL_TOKEN": "from-outside"})["INTERNAL_TOKEN"] == "from-outside"
    assert "from-outside" not in file.read_text()


def test_a_key_added_by_a_later_release_joins_the_kept_ones(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("INTERNAL_TOKEN=kept\n")
    found = keys(file, {})
    assert found["INTERNAL_TOKEN"] == "kept"
    assert found["VAULT_KEY"]


def test_the_vault_key_is_one_that_fernet_takes(tmp_path: Path) -> None:
    Fernet(keys(tmp_path / "secrets.env", {})["VAULT_KEY"])


def test_servers_are_private_unless_addresses_are_given(tmp_path: Path) -> None:
    ours = settings.decide({"DATA_DIR": str(tmp_path)})
    assert ours.postgres
    assert ours.redis
    theirs = settings.decide(
        {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://db/jan", "REDIS_URL": "redis://r"}
    )
    assert theirs.postgres is None
    assert theirs.redis is None
    assert theirs.environment["DATABASE_URL"] == "postgresql://db/jan"
    assert theirs.environment["REDIS_URL"] == "redis://r"


def test_two_checkouts_with_different_ports_share_no_address(tmp_path: Path) -> None:
    shared = ("PORT", "BOT_PORT", "ACTIONS_PORT", "DATABASE_URL", "REDIS_URL")
    one = settings.decide({"DATA_DIR": str(tmp_path / "one")}).environment
    two = settings.decide({"DATA_DIR": str(tmp_path / "two"), "PORT": "8001"}).environment
    assert not {one[name] for name in shared} & {two[name] for name in shared}


def test_a_usual_internal_port_that_is_taken_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "is_free", lambda port: port != 5005)
    environment = settings.decide({"DATA_DIR": str(tmp_path), "PORT": str(DEFAULT_PORT)}).environment
    assert environment["BOT_PORT"] != "5005"
    assert environment["BOT_URL"].endswith(environment["BOT_PORT"])
    assert environment["ACTIONS_PORT"] == "5055"


def test_an_internal_port_that_is_given_is_used(tmp_path: Path) -> None:
    assert settings.decide({"DATA_DIR": str(tmp_path), "BOT_PORT": "6005"}).environment["BOT_PORT"] == "6005"


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere(tmp_path: Path) -> None:
    deep = Postgres(tmp_path / ("d" * 120))
    path = deep.url.split("host=")[1]
    assert str(tmp_path) not in path
    assert path == Postgres(tmp_path / ("d" * 120)).url.split("host=")[1]
