"""Which implementation of each outside system is in use: over HTTP where its address is set, else our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.database import Database
from portal.following.models import Kind
from portal.outside.case_state import StatesSource
from portal.outside.clients import client_of
from portal.outside.cm_helpline import CmHelpline, HttpCmHelpline
from portal.outside.edistrict import EDistrict, HttpEDistrict
from portal.outside.embedded_cm_helpline import EmbeddedCmHelpline
from portal.outside.embedded_edistrict import EmbeddedEDistrict
from portal.outside.embedded_samagra import EmbeddedSamagra
from portal.outside.http import OutsideClient
from portal.outside.samagra import HttpSamagra, Samagra
from portal.outside.settings import OutsideSettings


@dataclass(frozen=True)
class Systems:
    """`followed` are those that are to be asked for news; `clients` are to be closed at the end."""

    edistrict: EDistrict
    samagra: Samagra
    cm_helpline: CmHelpline
    followed: Mapping[Kind, StatesSource]
    clients: tuple[OutsideClient, ...]


def systems(settings: OutsideSettings, database: Database) -> Systems:
    """Not yet connected."""
    edistrict = client_of("edistrict", settings.edistrict_url, settings.edistrict_token, settings)
    samagra = client_of("samagra", settings.samagra_url, settings.samagra_token, settings)
    helpline = client_of("cm_helpline", settings.cm_helpline_url, settings.cm_helpline_token, settings)
    http_edistrict = HttpEDistrict(edistrict) if edistrict else None
    http_helpline = HttpCmHelpline(helpline) if helpline else None
    asked: dict[Kind, StatesSource | None] = {"application": http_edistrict, "complaint": http_helpline}
    return Systems(
        http_edistrict or EmbeddedEDistrict(database),
        HttpSamagra(samagra) if samagra else EmbeddedSamagra(database, production=settings.environment == "production"),
        http_helpline or EmbeddedCmHelpline(database),
        {kind: source for kind, source in asked.items() if source},
        tuple(client for client in (edistrict, samagra, helpline) if client),
    )
