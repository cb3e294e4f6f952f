"""Redis as a turn asks it: quickly or not at all."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff


def impatient_redis(url: str, deadline_s: float) -> Redis:
    """Not yet connected; no call tries twice by itself: little that we ask Redis for is worth a citizen's wait."""
    return Redis.from_url(
        url, socket_connect_timeout=deadline_s, socket_timeout=deadline_s, retry=Retry(NoBackoff(), 0)
    )
