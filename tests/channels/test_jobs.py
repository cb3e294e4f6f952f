from __future__ import annotations

from channels.jobs import create_jobs
from tests.channels.serving import Served

HOURLY, OFTEN, EACH_MINUTE = "{} * * * *", "7,17,27,37,47,57 * * * *", "* * * * *"


async def test_everything_periodic_is_scheduled(served: Served) -> None:
    scheduled = create_jobs(served.here).periodic_registry.periodic_tasks.values()
    assert {one.task.name: one.cron for one in scheduled} == {
        "forget": HOURLY.format(17),
        "portal_forget": HOURLY.format(27),
        "escalation": OFTEN,
        "following": EACH_MINUTE,
        "notices": EACH_MINUTE,
        "call_summaries": EACH_MINUTE,
    }
