"""Which implementation of each outside system is in use: over HTTP where its address is set, else our own."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from portal.database import Database
from portal.outside.breaker import Breaker
from portal.outside.cm_helpline import CmHelpline, HttpCmHelpline
from portal.outside.edistrict import EDistrict, HttpEDistrict
from portal.outside.embedded_cm_helpline import EmbeddedCmHelpline
from portal.outside.embedded_edistrict import EmbeddedEDistrict
from portal.outside.embedded_samagra import EmbeddedSamagra
from portal.outside.http import OutsideClient, Patience
from portal.outside.samagra import HttpSamagra, Samagra
from portal.outside.settings import OutsideSettings


@dataclass(frozen=True)
class Systems:
    """`clients` are to be closed at the end."""

    edistrict: EDistrict
    samagra: Samagra
    cm_helpline: CmHelpline
    clients: tuple[OutsideClient, ...]


def systems(settings: OutsideSettings, database: Database) -> Systems:
    """Not yet connected."""
    edistrict = _client("edistrict", settings.edistrict_url, settings.edistrict_token, settings)
    samagra = _client("samagra", settings.samagra_url, settings.samagra_token, settings)
    helpline = _client("cm_helpline", settings.cm_helpline_url, settings.cm_helpline_token, settings)
    return Systems(
        HttpEDistrict(edistrict) if edistrict else EmbeddedEDistrict(database),
        HttpSamagra(samagra) if samagra else EmbeddedSamagra(database),
        HttpCmHelpline(helpline) if helpline else EmbeddedCmHelpline(database),
        tuple(client for client in (edistrict, samagra, helpline) if client),
    )


def _client(system: str, url: str, token: SecretStr, settings: OutsideSettings) -> OutsideClient | None:
    if not url:
        return None
    patience = Patience(settings.outside_deadline_s, settings.outside_try_s, settings.outside_tries)
    breaker = Breaker(settings.outside_breaker_failures, settings.outside_breaker_rest_s)
    return OutsideClient(system, url, token.get_secret_value(), patience=patience, breaker=breaker)
