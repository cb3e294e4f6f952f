from __future__ import annotations

from ipaddress import ip_network

import pytest
from fastapi import Request

from channels.addresses import client_address

OURS = (ip_network("10.0.0.0/8"),)


def request(peer: str, forwarded: str | None) -> Request:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    return Request({"type": "http", "client": (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", None, "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str, forwarded: str | None, expected: str) -> None:
    assert client_address(request(peer, forwarded), OURS) == expected


def test_without_proxies_only_the_socket_counts() -> None:
    assert client_address(request("10.0.0.1", "198.51.100.1"), ()) == "10.0.0.1"
