"""What actions and tasks work with: knowledge, PostgreSQL, the keys to sealed values, and the portal."""

from dataclasses import dataclass

from pydantic import SecretStr

from actions.settings import Settings
from channels.database import Database, create_pool
from channels.vault import Vault
from knowledge.base import Shelf
from portal.services import Portal, portal
from portal.settings import Settings as PortalSettings


@dataclass(frozen=True)
class Services:
    """Handed to every task; connections open and close with the action server (host.py)."""

    shelf: Shelf
    database: Database
    vault: Vault
    portal: Portal


def services(settings: Settings, shelf: Shelf) -> Services:
    """Not yet connected."""
    return Services(
        shelf,
        Database(create_pool(settings.database_url, settings.database_connections)),
        Vault(settings.vault_key),
        portal(_portal_settings(settings)),
    )


def _portal_settings(settings: Settings) -> PortalSettings:
    return PortalSettings(
        environment=settings.environment,
        database_url=settings.database_url,
        redis_url=settings.redis_url,
        redis_deadline_s=settings.redis_deadline_s,
        vault_key=SecretStr(settings.vault_key),
    )
