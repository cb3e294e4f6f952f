"""The client of an outside system as the settings want it."""

from __future__ import annotations

from pydantic import SecretStr

from portal.outside.breaker import Breaker
from portal.outside.http import OutsideClient, Patience
from portal.outside.settings import OutsideSettings


def client_of(system: str, url: str, token: SecretStr, settings: OutsideSettings) -> OutsideClient | None:
    """None without an address."""
    if not url:
        return None
    patience = Patience(settings.outside_deadline_s, settings.outside_try_s, settings.outside_tries)
    breaker = Breaker(settings.outside_breaker_failures, settings.outside_breaker_rest_s)
    return OutsideClient(system, url, token.get_secret_value(), patience=patience, breaker=breaker)
