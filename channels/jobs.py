"""Jobs of the queue: procrastinate on PostgreSQL, for what is periodic or may be retried later.

Turns are not jobs (docs/decisions/0003-turns-run-inline.md).
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy

from channels.conversation.retention import forget
from channels.gateway import Gateway
from channels.vault import Vault
from channels.voice.retention import forget_calls
from channels.voice.summaries import SummarySender
from channels.web.presence import Presence
from channels.whatsapp.retention import forget_whatsapp
from portal.audit import chain
from portal.complaints.escalation import escalate_due
from portal.following.checking import Checker
from portal.notices.service import NoticeSender
from portal.outside.settings import OutsideSettings
from portal.privacy import service as privacy
from portal.services import Portal

_KEPT_HOURS = 48
_RETENTION_S = 600.0
_log = structlog.get_logger(__name__)


def create_jobs(here: Gateway) -> App:
    """The queue with our jobs; not yet open."""
    connector = PsycopgConnector(conninfo=here.settings.database_url, min_size=1, max_size=4)
    jobs = App(connector=connector)
    screens = Presence(here.redis, here.conversations.notices)
    notices = NoticeSender(here.portal.database, here.portal.sms, screens)
    checker = _checker(here.portal, OutsideSettings())
    summaries = SummarySender(
        here.database, Vault(here.settings.vault_key.get_secret_value()), here.portal.database, here.portal.sms,
        here.whatsapp.addresses.open_for if here.whatsapp else None,
    )  # fmt: skip

    @jobs.periodic(cron="17 * * * *")
    @jobs.task(name="forget", queueing_lock="forget", retry=RetryStrategy(max_attempts=5, exponential_wait=10))
    async def forget_hourly(timestamp: int) -> None:
        """Retention, once an hour."""
        database, days = here.database.patient(_RETENTION_S), here.settings.retention_days
        messages, sessions = await forget(database, days)
        await forget_calls(database, days)
        await forget_whatsapp(database, days)
        await jobs.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, include_failed=True)
        _log.info("retention.done", messages=messages, sessions=sessions)

    @jobs.periodic(cron="27 * * * *")
    @jobs.task(
        name="portal_forget", queueing_lock="portal_forget", retry=RetryStrategy(max_attempts=5, exponential_wait=10)
    )
    async def portal_forget_hourly(timestamp: int) -> None:
        """The portal's retention; the end of the audit trail goes to the log, which is kept elsewhere."""
        forgotten = await here.portal.database.do(privacy.forget)
        swept = await here.portal.documents.sweep()
        head = await here.portal.database.do(chain.last)
        _log.info("portal.retention.done", **forgotten, files=swept)
        _log.info("portal.audit.head", head=f"{head.seq}:{head.hash.hex()}")

    @jobs.periodic(cron="7,17,27,37,47,57 * * * *")
    @jobs.task(name="escalation", queueing_lock="escalation")
    async def escalate_often(timestamp: int) -> None:
        """Complaints whose level's time is over go up, in the embedded helpline."""
        if risen := await escalate_due(here.portal.database):
            _log.info("complaints.escalated", count=risen)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(name="following", queueing_lock="following")
    async def follow_each_minute(timestamp: int) -> None:
        """Cases that outside systems hold: has anything become of them?"""
        if changed := await checker.check_due():
            _log.info("following.changed", count=changed)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(name="notices", queueing_lock="notices")
    async def notices_each_minute(timestamp: int) -> None:
        """News of their matters to citizens who agreed to it."""
        if sent := await notices.send_due():
            _log.info("notices.sent", count=sent)

    @jobs.periodic(cron="* * * * *")
    @jobs.task(name="call_summaries", queueing_lock="call_summaries")
    async def call_summaries_each_minute(timestamp: int) -> None:
        """What callers asked to have in writing."""
        if sent := await summaries.send_due():
            _log.info("call_summaries.sent", count=sent)

    return jobs


def _checker(portal: Portal, settings: OutsideSettings) -> Checker:
    pace = timedelta(minutes=settings.outside_follow_minutes)
    return Checker(portal.database, portal.systems.followed, pace, settings.outside_follow_most)
