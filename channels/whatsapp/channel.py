"""WhatsApp in one process: what was configured, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from redis.asyncio import Redis

from channels import metrics
from channels.conversation.core import Conversations
from channels.database import Database
from channels.delivery.pace import Pace
from channels.delivery.repository import Deliveries
from channels.delivery.sender import Sender
from channels.errors import Unavailable
from channels.limits import Limits
from channels.settings import Settings
from channels.vault import Vault
from channels.whatsapp.addresses import Addresses
from channels.whatsapp.fetching import Fetching, Hearing
from channels.whatsapp.intake import Intake, Rules
from channels.whatsapp.load import Load
from channels.whatsapp.media import Media
from channels.whatsapp.meta.client import MetaWhatsApp
from channels.whatsapp.templates import Templates
from channels.whatsapp.twilio.client import TwilioWhatsApp, basic
from channels.whatsapp.twilio.contents import Contents
from channels.whatsapp.typing import Typing
from channels.whatsapp.voice import Speaking, VoiceReplies
from portal.documents.service import Documents
from portal.proof.gateway_origins import SessionOrigins

RECEIPTS_PATH = "/whatsapp/twilio/receipts"
_HEARING_S = 60.0
_FETCHERS = 4


@dataclass(frozen=True)
class WhatsApp:
    """Both providers, or the one that is configured."""

    settings: Settings
    conversations: Conversations
    deliveries: Deliveries
    addresses: Addresses
    media: Media
    documents: Documents
    intake: Intake
    typing: Typing
    twilio: TwilioWhatsApp | None
    meta: MetaWhatsApp | None
    pace: Pace
    vault: Vault
    hearing: Hearing | None
    voices: VoiceReplies | None

    def sender(self) -> Sender:
        """What a worker runs to hand replies over."""
        settings = self.settings
        providers = {one.name: one for one in (self.twilio, self.meta) if one}
        return Sender(
            self.deliveries, providers, self.vault, self.pace, interval_s=settings.delivery_interval_s,
            doubt_s=settings.delivery_doubt_s, most_attempts=settings.delivery_attempts, voices=self.voices,
        )  # fmt: skip

    async def measure(self) -> None:
        """Sets the gauge of messages that are not with their provider."""
        try:
            counts = {(provider, state): number for provider, state, number in await self.deliveries.counts()}
        except Unavailable:
            return
        for provider in [one.name for one in (self.twilio, self.meta) if one]:
            for state in ("pending", "sending", "dead"):
                metrics.deliveries.labels(provider, state).set(counts.get((provider, state), 0))

    def loops(self, stop: asyncio.Event) -> list[Coroutine[None, None, None]]:
        """What a worker runs to hand replies over and to fetch files, until `stop`."""
        return [self.sender().run(stop), *(self.fetching().run(stop) for _ in range(_FETCHERS))]

    def fetching(self) -> Fetching:
        """What a worker runs to fetch photos, documents and voice notes."""
        sources = {one.name: one for one in (self.twilio, self.meta) if one}
        return Fetching(
            self.conversations, self.media, self.documents, self.deliveries, sources, self.hearing,
            self.settings.delivery_interval_s,
        )  # fmt: skip


@asynccontextmanager
async def running(
    settings: Settings, database: Database, redis: Redis, conversations: Conversations, limits: Limits, vault: Vault,
    documents: Documents, hearing: Hearing | None = None, speaking: Speaking | None = None,
) -> AsyncIterator[WhatsApp | None]:  # fmt: skip
    """None unless a provider is configured."""
    if not (settings.whatsapp_by_twilio or settings.whatsapp_by_meta):
        yield None
        return
    templates = Templates.from_file(settings.whatsapp_templates)
    deliveries, media = Deliveries(database, vault), Media(database, vault)
    addresses = Addresses(
        database, vault, SessionOrigins(database), settings.signing_key.get_secret_value(), settings.session_ttl_s
    )
    load = Load(deliveries, conversations.repository, limits, settings.whatsapp_busy_after_s)
    rules = Rules(
        settings.text_limit, settings.limit_messages_per_session, settings.limit_whatsapp_messages,
        hears=hearing is not None, hearing_s=_HEARING_S,
    )  # fmt: skip
    connector = aiohttp.TCPConnector(limit=100, keepalive_timeout=30.0)
    async with aiohttp.ClientSession(connector=connector, trust_env=False) as http:
        typing = Typing(wanted=settings.whatsapp_typing)
        yield WhatsApp(
            settings, conversations, deliveries, addresses, media, documents,
            Intake(conversations, addresses, limits, media, load, rules), typing,
            _twilio(settings, http, database, templates) if settings.whatsapp_by_twilio else None,
            _meta(settings, http, templates) if settings.whatsapp_by_meta else None,
            Pace(redis, settings.whatsapp_messages_per_second), vault, hearing,
            _voices(settings, database, vault, speaking) if speaking and hearing else None,
        )  # fmt: skip
        await load.close()
        await typing.close()


def speaks(settings: Settings) -> bool:
    """Whether replies may be spoken: a provider must be able to fetch them."""
    return settings.whatsapp_voice_replies and bool(settings.public_url)


def _voices(settings: Settings, database: Database, vault: Vault, speaking: Speaking) -> VoiceReplies | None:
    if not speaks(settings):
        return None
    return VoiceReplies(database, vault, speaking, settings.signing_key.get_secret_value(), settings.public_url)


def _twilio(
    settings: Settings, http: aiohttp.ClientSession, database: Database, templates: Templates
) -> TwilioWhatsApp:
    if settings.twilio_api_key and settings.twilio_api_secret:
        authorization = basic(settings.twilio_api_key, settings.twilio_api_secret.get_secret_value())
    else:
        token = settings.twilio_auth_token.get_secret_value() if settings.twilio_auth_token else ""
        authorization = basic(settings.twilio_account_sid, token)
    contents = Contents(
        http, database, settings.twilio_content_url, settings.twilio_account_sid, authorization,
        settings.delivery_deadline_s,
    )  # fmt: skip
    return TwilioWhatsApp(
        http,
        contents,
        templates,
        account=settings.twilio_account_sid,
        sender=settings.twilio_whatsapp_sender,
        authorization=authorization,
        api_url=settings.twilio_api_url,
        messaging_url=settings.twilio_messaging_url,
        receipts_url=f"{settings.public_url}{RECEIPTS_PATH}",
        media_hosts=settings.twilio_media_hosts,
        media_limit=settings.media_limit,
        media_deadline_s=settings.media_deadline_s,
        deadline_s=settings.delivery_deadline_s,
    )


def _meta(settings: Settings, http: aiohttp.ClientSession, templates: Templates) -> MetaWhatsApp:
    return MetaWhatsApp(
        http,
        templates,
        phone_number_id=settings.meta_phone_number_id,
        token=settings.meta_access_token.get_secret_value() if settings.meta_access_token else "",
        url=f"{settings.meta_api_url}/{settings.meta_api_version}",
        media_hosts=settings.meta_media_hosts,
        media_limit=settings.media_limit,
        media_deadline_s=settings.media_deadline_s,
        deadline_s=settings.delivery_deadline_s,
    )
