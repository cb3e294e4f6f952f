"""Hands deliveries to their providers: one at a time and in order for each citizen, many citizens at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import structlog

from channels import metrics
from channels.delivery import marks
from channels.delivery.backoff import wait_s
from channels.delivery.pace import Pace
from channels.delivery.provider import (
    Accepted,
    CannotTell,
    InDoubt,
    NotNow,
    Outcome,
    OutsideWindow,
    Parcel,
    Providers,
    Refused,
)
from channels.delivery.repository import Deliveries, Delivery
from channels.errors import Unavailable
from channels.vault import Vault

_AT_ONCE = 40
_LONGEST_PLACE_S = 5.0
_log = structlog.get_logger(__name__)


class Sender:
    """One worker's share of the sending."""

    def __init__(
        self, deliveries: Deliveries, providers: Providers, vault: Vault, pace: Pace, *, interval_s: float,
        doubt_s: float, most_attempts: int, now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._deliveries = deliveries
        self._providers = providers
        self._vault = vault
        self._pace = pace
        self._interval_s = interval_s
        self._doubt_s = doubt_s
        self._most_attempts = most_attempts
        self._now = now
        self._paused_until: dict[str, float] = {}
        self._sending: set[asyncio.Task[None]] = set()

    async def run_for_ever(self) -> None:
        """Every so often, and at once while there is more; when cancelled, what is being sent is sent."""
        try:
            while True:
                if not await self._some():
                    await asyncio.sleep(self._interval_s)
        finally:
            if self._sending:
                await asyncio.shield(asyncio.wait(self._sending, timeout=self._doubt_s))

    async def run_once(self) -> int:
        """Take up what is due now and see it through; how many."""
        taken = await self._take()
        await asyncio.gather(*(self._see_to(delivery) for delivery in taken))
        return len(taken)

    async def _some(self) -> bool:
        try:
            taken = await self._take()
        except Unavailable:
            _log.warning("sender.no_database")
            return False
        except Exception as error:
            # This loop is what every reply relies on.
            _log.error("sender.failed", exc_info=error)
            return False
        for delivery in taken:
            task = asyncio.create_task(self._see_to(delivery))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return bool(taken)

    async def _take(self) -> list[Delivery]:
        now = self._now()
        names = [name for name in self._providers if self._paused_until.get(name, 0.0) <= now]
        room = _AT_ONCE - len(self._sending)
        return await self._deliveries.take(names, room, self._doubt_s) if names and room > 0 else []

    async def _see_to(self, delivery: Delivery) -> None:
        try:
            await self._hand_over(delivery)
        except Unavailable:
            # Its lease ends, then it is looked for at the provider.
            _log.warning("delivery.left", provider=delivery.provider)
        except Exception as error:
            _log.error("delivery.broken", provider=delivery.provider, exc_info=error)
            await self._again(delivery, "broken", None, for_all=False)

    async def _hand_over(self, delivery: Delivery) -> None:
        if delivery.proactive and delivery.opted_out:
            await self._deliveries.withheld(delivery, "opted_out")
            return
        if delivery.sealed is None:
            await self._deliveries.dead(delivery, "no_address")
            return
        parcel = self._parcel(delivery, delivery.sealed)
        if parcel is None:
            await self._deliveries.dead(delivery, "outside_window")
            return
        if delivery.in_doubt and await self._was_taken(delivery, parcel):
            return
        place_s = await self._pace.wait_s(f"{delivery.provider}:{delivery.account}")
        if place_s > _LONGEST_PLACE_S:
            await self._deliveries.later(delivery, place_s, "paced", uncounted=True)
            return
        await asyncio.sleep(place_s)
        began = time.perf_counter()
        outcome = await self._providers[delivery.provider].send(parcel)
        metrics.send_seconds.labels(delivery.provider).observe(time.perf_counter() - began)
        metrics.sends.labels(delivery.provider, type(outcome).__name__.lower()).inc()
        await self._settle(delivery, parcel, outcome)

    def _parcel(self, delivery: Delivery, sealed: bytes) -> Parcel | None:
        """None if it may not be sent now, because the window is shut and no template says it."""
        message = delivery.message
        if not delivery.window_open:
            if not self._providers[delivery.provider].has_template(message):
                return None
            message = replace(message, form="template")
        return Parcel(
            marks.mark(delivery.id, delivery.attempts), delivery.account, self._vault.open(sealed), message,
            delivery.window_open,
        )  # fmt: skip

    async def _was_taken(self, delivery: Delivery, parcel: Parcel) -> bool:
        """Ask the provider about a message that somebody died over, rather than send it twice."""
        try:
            alike = await self._providers[delivery.provider].find(parcel, delivery.age_s)
        except CannotTell:
            # No receipt came in all this time either: it was not taken.
            metrics.sends_in_doubt.labels(delivery.provider, "sent_again").inc()
            return False
        message_id = await self._deliveries.nobodys(delivery, alike)
        if message_id is None:
            metrics.sends_in_doubt.labels(delivery.provider, "not_found").inc()
            return False
        metrics.sends_in_doubt.labels(delivery.provider, "found").inc()
        await self._deliveries.sent(delivery, message_id)
        return True

    async def _settle(self, delivery: Delivery, parcel: Parcel, outcome: Outcome) -> None:
        match outcome:
            case Accepted(message_id):
                metrics.handed_over_seconds.labels(delivery.provider).observe(delivery.age_s)
                await self._deliveries.sent(delivery, message_id)
            case InDoubt(code):
                await self._deliveries.in_doubt(delivery, self._doubt_s, code)
            case OutsideWindow(code):
                await self._deliveries.close_window(delivery.id)
                if parcel.free_form and self._providers[delivery.provider].has_template(delivery.message):
                    await self._deliveries.later(delivery, 0.0, code)
                else:
                    await self._put_aside(delivery, code)
            case Refused(code):
                await self._put_aside(delivery, code)
            case NotNow(code, after_s, for_all):
                await self._again(delivery, code, after_s, for_all)

    async def _again(self, delivery: Delivery, code: str, after_s: float | None, for_all: bool) -> None:
        wait = max(after_s or 0.0, wait_s(delivery.attempts))
        if for_all:
            # The limit is the account's: the others need not run into it one by one, nor is it this one's fault.
            self._paused_until[delivery.provider] = self._now() + (after_s or wait)
            await self._deliveries.later(delivery, wait, code, uncounted=True)
        elif delivery.attempts >= self._most_attempts:
            await self._put_aside(delivery, code)
        else:
            await self._deliveries.later(delivery, wait, code)

    async def _put_aside(self, delivery: Delivery, code: str) -> None:
        metrics.dead_letters.labels(delivery.provider).inc()
        _log.error("delivery.dead", provider=delivery.provider, code=code, delivery=delivery.id)
        await self._deliveries.dead(delivery, code)
