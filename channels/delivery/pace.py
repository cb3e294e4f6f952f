"""How fast messages are handed to a provider, counted in Redis for all workers."""

from __future__ import annotations

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels import metrics

# Each message takes its place in a queue of equal steps; places that passed unused are lost, but for the burst.
_PLACE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local step, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local place = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now - burst * step) + step
redis.call('SET', KEYS[1], place, 'PX', math.ceil(math.max(place - now, 0) + burst * step) + 1000)
return math.ceil(place - now)
"""
_log = structlog.get_logger(__name__)


class Pace:
    """Fails open, by decision: the provider has limits of its own, and says so."""

    def __init__(self, redis: Redis, per_second: float) -> None:
        self._place = redis.register_script(_PLACE)
        self._step_ms = 1000 / per_second
        self._burst = max(1.0, per_second)

    async def wait_s(self, account: str) -> float:
        """Takes a place; how long to wait until it is reached."""
        try:
            wait_ms = int(await self._place([f"pace:{account}"], [self._step_ms, self._burst]))
        except (RedisError, OSError, TimeoutError) as error:
            metrics.limits_open.inc()
            _log.warning("pace.open", error=type(error).__name__)
            return 0.0
        return max(0, wait_ms) / 1000
