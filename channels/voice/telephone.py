"""The telephone's parts put together."""

from __future__ import annotations

import aiohttp
from pydantic import SecretStr

from channels.conversation.core import Conversations
from channels.database import Database
from channels.settings import Settings
from channels.speech.recorded import Fetcher, Login
from channels.speech.services import recogniser
from channels.vault import Vault
from channels.voice.acts import Acts
from channels.voice.asking import Assistant
from channels.voice.calls import Calls
from channels.voice.dialogue import Dialogue
from channels.voice.origin import NoOrigin, Origin
from channels.voice.recordings import Recordings
from channels.voice.summaries import Summaries


def create_dialogue(
    settings: Settings, conversations: Conversations, database: Database, http: aiohttp.ClientSession, *,
    origin: Origin | None = None, sends_sms: bool = False,
) -> Dialogue:  # fmt: skip
    """The dialogue of this gateway."""
    vault = Vault(settings.vault_key.get_secret_value())
    calls = Calls(database, vault, settings.signing_key.get_secret_value())
    assistant = Assistant(conversations, origin or NoOrigin(), settings.voice_answer_s)
    fetcher = Fetcher(http, settings, _hosts(settings))
    recordings = Recordings(database, vault, fetcher, recogniser(settings, http), settings.voice_answer_s)
    summaries = Summaries(database, vault, can_be_sent=_can_message(settings, sends_sms))
    acts = Acts(assistant, conversations.options, calls, recordings, summaries, settings.voice_agent_number)
    return Dialogue(calls, acts, settings.voice_agent_number, settings.voice_deadline_s)


def _can_message(settings: Settings, sends_sms: bool) -> bool:
    """By SMS or WhatsApp; while developing the embedded sender takes it."""
    by_whatsapp = settings.whatsapp_by_twilio or settings.whatsapp_by_meta
    return sends_sms or by_whatsapp or settings.environment != "production"


def _hosts(settings: Settings) -> dict[str, Login | None]:
    """Where recordings may be fetched from, with the login that the host asks for."""
    logins = {
        "twilio": _login(settings.twilio_account_sid, settings.twilio_auth_token),
        "plivo": _login(settings.plivo_auth_id, settings.plivo_auth_token),
    }
    hosts = {
        "twilio": settings.twilio_recording_hosts, "plivo": settings.plivo_recording_hosts,
        "exotel": settings.exotel_recording_hosts, "kookoo": settings.kookoo_recording_hosts,
    }  # fmt: skip
    return {host: logins.get(provider) for provider in settings.voice_providers for host in hosts[provider]}


def _login(name: str, secret: SecretStr | None) -> Login | None:
    return (name, secret.get_secret_value()) if name and secret else None
