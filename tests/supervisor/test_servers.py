import os
import signal
import socket
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
import redis

from supervisor.kernel import birth, working_in
from supervisor.servers import Postgres
from supervisor.system import System, running_servers

T = TypeVar("T")


@pytest.fixture(scope="module")
def servers() -> Iterator[System]:
    with running_servers() as running:
        yield running


def eventually(attempt: Callable[[], T], *errors: type[Exception]) -> T:
    deadline = time.monotonic() + 15
    while True:
        try:
            return attempt()
        except errors:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def asked(servers: System, statement: str) -> Any:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchone() if cursor.description else None


def test_postgresql_speaks_unicode(servers: System) -> None:
    assert asked(servers, "SELECT 'लाड़ली बहना', current_setting('server_encoding')") == ("लाड़ली बहना", "UTF8")


def test_postgresql_listens_on_no_network_address(servers: System) -> None:
    assert asked(servers, "SHOW listen_addresses") == ("",)


def test_only_its_owner_reaches_postgresqls_socket(servers: System) -> None:
    assert stat.S_IMODE((servers.data / "postgres" / "socket").stat().st_mode) == 0o700


def test_redis_wants_its_password(servers: System) -> None:
    with redis.Redis.from_url(servers.redis_url) as known:
        port = known.connection_pool.connection_kwargs["port"]
    with redis.Redis(port=port) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_redis_listens_on_loopback_only(servers: System) -> None:
    with redis.Redis.from_url(servers.redis_url) as client:
        assert client.config_get("bind") == {"bind": "127.0.0.1"}


def test_redis_hides_its_password_from_the_list_of_processes(servers: System) -> None:
    command = Path(f"/proc/{servers.pids()['redis']}/cmdline").read_text()
    assert servers.environment["REDIS_PASSWORD"] not in command
    assert stat.S_IMODE((servers.data / "redis" / "redis.conf").stat().st_mode) == 0o600


def test_committed_rows_survive_a_killed_postmaster(servers: System) -> None:
    asked(servers, "CREATE TABLE kept AS SELECT 181 AS number")
    servers.wait_for_restart("postgres", servers.kill("postgres"))
    assert eventually(lambda: asked(servers, "SELECT number FROM kept"), psycopg.OperationalError) == (181,)


def test_a_busy_backend_does_not_keep_a_killed_postmaster_from_coming_back(servers: System) -> None:
    busy = psycopg.connect(servers.database_url, autocommit=True)
    busy.pgconn.send_query(b"SELECT sum(n) FROM generate_series(1, 1000000000000) AS n")
    backend = busy.info.backend_pid
    eventually(lambda: asked(servers, "SELECT 1"), psycopg.OperationalError)

    killed_at = time.monotonic()
    servers.wait_for_restart("postgres", servers.kill("postgres"))
    eventually(lambda: asked(servers, "SELECT 1"), psycopg.OperationalError)

    assert time.monotonic() - killed_at < 10
    assert not birth(backend)
    busy.close()


def test_a_pid_file_that_names_a_stranger_does_not_stop_postgresql(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres")
    server.prepare()
    stale = tmp_path / "postgres" / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n")
    server.prepare()
    assert not stale.exists()


def test_a_cluster_that_was_half_made_is_made_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("16\n")
    Postgres(tmp_path / "postgres").prepare()
    assert (tmp_path / "postgres" / "data" / "global" / "pg_control").exists()
    assert not half.exists()


def test_written_keys_survive_a_killed_redis(servers: System) -> None:
    with redis.Redis.from_url(servers.redis_url) as client:
        client.set("kept", "हाँ")
        # Its log is synced once a second; a kill loses what is in its own memory only.
        time.sleep(0.05)
        servers.wait_for_restart("redis", servers.kill("redis"))
        kept = eventually(lambda: client.get("kept"), redis.ConnectionError, redis.BusyLoadingError)
    assert kept == "हाँ".encode()


def test_a_redis_log_cut_short_by_a_crash_is_read_as_far_as_it_goes(servers: System) -> None:
    with redis.Redis.from_url(servers.redis_url) as client:
        client.set("whole", "yes")
        os.kill(servers.pids()["redis"], signal.SIGSTOP)
        with (servers.data / "redis" / "appendonly.aof").open("ab") as log:
            log.write(b"*3\r\n$3\r\nSET\r\n$4\r\nha")
        servers.wait_for_restart("redis", servers.kill("redis"))
        assert eventually(lambda: client.get("whole"), redis.ConnectionError, redis.BusyLoadingError) == b"yes"


def test_two_checkouts_have_servers_of_their_own(servers: System) -> None:
    asked(servers, "CREATE TABLE ours ()")
    with running_servers() as theirs:
        with pytest.raises(psycopg.errors.UndefinedTable):
            asked(theirs, "SELECT FROM ours")
        with redis.Redis.from_url(theirs.redis_url) as client:
            assert client.dbsize() == 0


def test_servers_leave_nothing_behind() -> None:
    with running_servers() as servers:
        cluster = servers.data / "postgres" / "data"
        port = redis.Redis.from_url(servers.redis_url).connection_pool.connection_kwargs["port"]
        assert list(working_in(cluster))
    assert not list(working_in(cluster))
    assert not servers.data.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
