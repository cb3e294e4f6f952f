"""Free and taken TCP ports on this machine."""

from __future__ import annotations

import socket

DEFAULT_PORT = 8000


def is_free(port: int) -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT after a restart is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104 - taken on any address is taken
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port that nobody uses, chosen by the kernel."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
