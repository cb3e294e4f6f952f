"""Jobs of the queue: procrastinate on PostgreSQL, for what is periodic or may be retried later.

Turns are not jobs (docs/decisions/0003-turns-run-inline.md).
"""

from __future__ import annotations

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy

from channels.conversation.retention import forget
from channels.gateway import Gateway

_KEPT_HOURS = 48
_log = structlog.get_logger(__name__)


def create_jobs(here: Gateway) -> App:
    """The queue with our jobs; not yet open."""
    connector = PsycopgConnector(conninfo=here.settings.database_url, min_size=1, max_size=4)
    jobs = App(connector=connector)

    @jobs.periodic(cron="17 * * * *")
    @jobs.task(name="forget", queueing_lock="forget", retry=RetryStrategy(max_attempts=5, exponential_wait=10))
    async def forget_hourly(timestamp: int) -> None:
        """Retention, once an hour."""
        messages, sessions = await forget(here.database, here.settings.retention_days)
        await jobs.job_manager.delete_old_jobs(nb_hours=_KEPT_HOURS, include_failed=True)
        _log.info("retention.done", messages=messages, sessions=sessions)

    return jobs
