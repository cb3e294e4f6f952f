"""How much one session or one address may ask for in a minute, counted in Redis for all processes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from hashlib import sha256

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from channels import metrics

WINDOW_MS = 60_000
_PAUSE_S = 1.0
_COUNT = """
local longest = 0
for place, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('PEXPIRE', key, ARGV[1]) end
  if count > tonumber(ARGV[place + 1]) then longest = math.max(longest, redis.call('PTTL', key)) end
end
return longest
"""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many of something a minute; nothing is counted at 0."""

    what: str
    most: int


class Limits:
    """Fails open, by decision: a citizen is not sent away because our counter is ill."""

    def __init__(self, redis: Redis) -> None:
        self._count = redis.register_script(_COUNT)
        self._ill_until = 0.0

    async def wait_s(self, *asked: tuple[Limit, str]) -> int:
        """Counts one for each; the seconds to wait if any limit is passed, else 0."""
        counted = [(limit, f"limit:{limit.what}:{_short(who)}") for limit, who in asked if limit.most]
        if not counted or time.monotonic() < self._ill_until:
            return 0
        try:
            wait_ms = int(
                await self._count([key for _, key in counted], [WINDOW_MS, *(limit.most for limit, _ in counted)])
            )
        except (RedisError, OSError, TimeoutError) as error:
            self._ill_until = time.monotonic() + _PAUSE_S
            metrics.limits_open.inc()
            _log.warning("limits.open", error=type(error).__name__)
            return 0
        return -(-wait_ms // 1000)


def _short(who: str) -> str:
    """Addresses are not kept in clear, not even for a minute."""
    return sha256(who.encode()).hexdigest()[:20]
