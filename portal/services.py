"""Everything that the portal consists of while a process runs: connections, keys, and the services on top of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from portal import models, sealed
from portal.acknowledgements.service import Acknowledgements
from portal.applications.service import Applications
from portal.complaints.service import Complaints
from portal.database import Database
from portal.documents.folder import Folder
from portal.documents.scanning import scanner
from portal.documents.service import Documents
from portal.documents.settings import DocumentSettings
from portal.families import Families
from portal.following.service import Following
from portal.impatient import impatient_redis
from portal.outside.clients import client_of
from portal.outside.http import OutsideClient
from portal.outside.settings import OutsideSettings
from portal.outside.sms import EmbeddedSms, HttpSms, Sms
from portal.outside.systems import Systems, systems
from portal.payments.gateway import EmbeddedPaymentGateway, HttpPaymentGateway, PaymentGateway
from portal.payments.service import Payments
from portal.payments.settings import PaymentSettings
from portal.proof.limits import CodeLimits
from portal.proof.service import Proofs
from portal.settings import Settings

TABLES = models.__all__


@dataclass(frozen=True)
class Portal:
    """One process's share of the portal; connects when first asked."""

    settings: Settings
    database: Database
    redis: Redis
    sms: Sms
    proofs: Proofs
    systems: Systems
    applications: Applications
    complaints: Complaints
    families: Families
    documents: Documents
    payments: Payments
    acknowledgements: Acknowledgements
    clients: tuple[OutsideClient, ...]

    async def close(self) -> None:
        """Let go of all connections, after what is on its way."""
        await self.proofs.close()
        for client in self.clients:
            await client.close()
        await self.redis.aclose()
        await self.database.close()


def portal(settings: Settings) -> Portal:
    """Not yet connected. The keys are those of the whole process from now on."""
    sealed.unlock(settings.vault_key.get_secret_value())
    database = Database(settings.database_url, settings.database_connections, settings.database_deadline_s)
    redis = impatient_redis(settings.redis_url, settings.redis_deadline_s)
    how = OutsideSettings()
    sms, clients = _sms(settings, how, database)
    outside = systems(how, database)
    following = Following(database, frozenset(outside.followed))
    cashier, more_clients = _cashier(settings, PaymentSettings(), how, database)
    payments = Payments(database, cashier)
    return Portal(
        settings,
        database,
        redis,
        sms,
        Proofs(database, CodeLimits(redis), sms),
        outside,
        Applications(outside.edistrict, database, following),
        Complaints(outside.cm_helpline, database, following),
        Families(outside.samagra, database),
        _documents(DocumentSettings(), database),
        payments,
        Acknowledgements(database, payments, settings.address),
        (*clients, *outside.clients, *more_clients),
    )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Portal]:
    """A portal until left."""
    opened = portal(settings)
    try:
        yield opened
    finally:
        await opened.close()


def _sms(settings: Settings, outside: OutsideSettings, database: Database) -> tuple[Sms, tuple[OutsideClient, ...]]:
    connected = client_of("sms", settings.sms_url, settings.sms_token, outside)
    if connected is None:
        return EmbeddedSms(database, production=settings.environment == "production"), ()
    return HttpSms(connected), (connected,)


def _cashier(
    settings: Settings, payment: PaymentSettings, outside: OutsideSettings, database: Database
) -> tuple[PaymentGateway, tuple[OutsideClient, ...]]:
    connected = client_of("payment", payment.payment_url, payment.payment_token, outside)
    if connected is None:
        production = settings.environment == "production"
        return EmbeddedPaymentGateway(database, payment.upi_payee, payment.upi_payee_name, production=production), ()
    return HttpPaymentGateway(connected), (connected,)


def _documents(settings: DocumentSettings, database: Database) -> Documents:
    scans = scanner(settings.documents_scanner, settings.documents_scan_deadline_s)
    return Documents(database, Folder(settings.folder), scans, settings.documents_limit)
