"""What actions and tasks work with: knowledge, PostgreSQL, and the keys to sealed values."""

from dataclasses import dataclass

from actions.settings import Settings
from channels.database import Database, create_pool
from channels.vault import Vault
from knowledge.base import Shelf


@dataclass(frozen=True)
class Services:
    """Handed to every task; connections open and close with the action server (host.py)."""

    shelf: Shelf
    database: Database
    vault: Vault


def services(settings: Settings, shelf: Shelf) -> Services:
    """Not yet connected."""
    return Services(
        shelf,
        Database(create_pool(settings.database_url, settings.database_connections)),
        Vault(settings.vault_key),
    )
