"""Whose request it is: the address of the socket, unless a proxy that we trust says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

from fastapi import Request

from channels.settings import Network


def client_address(request: Request, trusted: Sequence[Network]) -> str:
    """The first address, from our side, that is not one of our own proxies."""
    address = request.client.host if request.client else ""
    if not trusted:
        return address
    for claimed in reversed(request.headers.get("x-forwarded-for", "").split(",")):
        if not _is_in(address, trusted) or not _is_address(claimed.strip()):
            break
        address = claimed.strip()
    return address


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
