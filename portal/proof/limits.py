"""How often something may be done in a while, counted in Redis for all processes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from redis.asyncio import Redis
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as TooLate

from portal.errors import TooManyCodes, Unavailable

_PREFIX = "code:"
_COUNT = """
local longest = 0
for place, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then redis.call('EXPIRE', key, ARGV[2 * place]) end
  if count > tonumber(ARGV[2 * place - 1]) then longest = math.max(longest, redis.call('TTL', key)) end
end
return longest
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many of something within so many seconds."""

    what: str
    most: int
    within_s: int


class CodeLimits:
    """Fails closed, by decision: without the counter, codes could be guessed. Raises Unavailable then."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._count = redis.register_script(_COUNT)

    async def spend(self, *asked: tuple[Limit, str]) -> None:
        """Counts one for each; raises TooManyCodes when any is passed."""
        if wait_s := await self._wait_s(asked):
            raise TooManyCodes(retry_after=wait_s)

    async def is_within(self, limit: Limit, who: str) -> bool:
        """Counts one; False when the limit is passed."""
        return not await self._wait_s([(limit, who)])

    async def reset(self) -> None:
        """Forget all counts; for evaluation, which asks for more codes in an hour than citizens do."""
        async for key in self._redis.scan_iter(match=f"{_PREFIX}*", count=500):
            await self._redis.delete(key)

    async def _wait_s(self, asked: tuple[tuple[Limit, str], ...] | list[tuple[Limit, str]]) -> int:
        # What is counted is named by a digest: addresses are not kept in clear.
        keys = [f"{_PREFIX}{limit.what}:{sha256(who.encode()).hexdigest()[:32]}" for limit, who in asked]
        numbers = [number for limit, _ in asked for number in (limit.most, limit.within_s)]
        try:
            return await self._counted(keys, numbers)
        except (RedisError, OSError) as error:
            raise Unavailable from error

    async def _counted(self, keys: list[str], numbers: list[int]) -> int:
        """Once more when Redis was silent, though one may then count twice: without the count nobody gets a code."""
        try:
            return int(await self._count(keys, numbers))
        except (ConnectionLost, TooLate, OSError):
            return int(await self._count(keys, numbers))
