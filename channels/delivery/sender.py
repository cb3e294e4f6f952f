"""Hands deliveries to their providers: one at a time and in order for each citizen, many citizens at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import structlog

from channels import metrics
from channels.delivery import marks
from channels.delivery.backoff import wait_s
from channels.delivery.outgoing import Outgoing
from channels.delivery.pace import Pace
from channels.delivery.provider import (
    Accepted,
    CannotTell,
    InDoubt,
    NotInThisForm,
    NotNow,
    Outcome,
    OutsideWindow,
    Parcel,
    Providers,
    Refused,
)
from channels.delivery.repository import Deliveries, Delivery
from channels.errors import Unavailable
from channels.pausing import keep_looking
from channels.vault import Vault

_AT_ONCE = 40
_LONGEST_PLACE_S = 5.0
_LONGEST_DOUBT_S = 3600.0
_RECEIPTS_TAKE = 3
_NOTE_AGAIN_S = 0.5
_log = structlog.get_logger(__name__)


class Voices(Protocol):
    """Speaks messages that are to be heard."""

    async def recorded(self, delivery: Delivery) -> Outgoing | None:
        """The message with a link to what is said; None if it could not be."""
        ...


class Sender:
    """One worker's share of the sending."""

    def __init__(
        self, deliveries: Deliveries, providers: Providers, vault: Vault, pace: Pace, *, interval_s: float,
        doubt_s: float, most_attempts: int, voices: Voices | None = None, now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._deliveries = deliveries
        self._providers = providers
        self._vault = vault
        self._pace = pace
        self._interval_s = interval_s
        self._doubt_s = doubt_s
        self._most_attempts = most_attempts
        self._voices = voices
        self._now = now
        self._paused_until: dict[str, float] = {}
        self._sending: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Every so often, until `stop`; what is being sent by then is sent."""
        await keep_looking(self._some, self._interval_s, stop, "sender")
        if self._sending:
            await asyncio.wait(self._sending, timeout=self._doubt_s)

    async def run_once(self) -> int:
        """Take up what is due now and see it through; how many."""
        taken = await self._take()
        await asyncio.gather(*(self._see_to(delivery) for delivery in taken))
        return len(taken)

    async def _some(self) -> bool:
        taken = await self._take()
        for delivery in taken:
            task = asyncio.create_task(self._see_to(delivery))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return bool(taken)

    async def _take(self) -> list[Delivery]:
        now, taken = self._now(), list[Delivery]()
        for name in self._providers:
            room = _AT_ONCE - len(self._sending) - len(taken)
            if room <= 0 or self._paused_until.get(name, 0.0) > now:
                continue
            try:
                taken += await self._deliveries.take([name], room, self._lease_s(name))
            except Unavailable:
                if not taken:
                    raise
        return [replace(delivery, taken_at=now) for delivery in taken]

    def _lease_s(self, provider: str) -> float:
        """After that nobody knows whether it was handed over. Receipts may take longer than an answer."""
        return self._doubt_s * (1 if self._providers[provider].keeps_list else _RECEIPTS_TAKE)

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
        parcel = await self._parcel(delivery)
        if parcel is None or (delivery.in_doubt and await self._was_taken(delivery, parcel)):
            return
        place_s = await self._pace.wait_s(f"{delivery.provider}:{delivery.account}")
        if place_s > _LONGEST_PLACE_S:
            await self._deliveries.later(delivery, place_s, "paced", uncounted=True)
            return
        await asyncio.sleep(place_s)
        if self._now() - delivery.taken_at > self._lease_s(delivery.provider) / 2:
            # This process was held up; somebody else may take it up before the call is over.
            return
        began = time.perf_counter()
        outcome = await self._providers[delivery.provider].send(parcel)
        metrics.send_seconds.labels(delivery.provider).observe(time.perf_counter() - began)
        metrics.sends.labels(delivery.provider, type(outcome).__name__.lower()).inc()
        await self._settle(delivery, parcel, outcome)

    async def _parcel(self, delivery: Delivery) -> Parcel | None:
        """None if it is not to be sent now, which is then noted."""
        if delivery.proactive and delivery.opted_out:
            await self._deliveries.withheld(delivery, "opted_out")
            return None
        if delivery.sealed is None:
            await self._put_aside(delivery, "no_address")
            return None
        user = self._vault.opened(delivery.sealed)
        if user is None or delivery.shut:
            await self._put_aside(delivery, "no_key")
            return None
        message = await self._sayable(delivery)
        if message is None:
            return None
        mark = marks.mark(delivery.id, delivery.attempts)
        return Parcel(mark, delivery.account, user, message, delivery.window_open)

    async def _sayable(self, delivery: Delivery) -> Outgoing | None:
        """In the form that may be sent now: when the window is shut, as a template, or not at all."""
        message = delivery.message
        if message.form == "voice":
            recorded = await self._voices.recorded(delivery) if self._voices and delivery.window_open else None
            if recorded is None:
                # The same was written too.
                await self._deliveries.withheld(delivery, "not_spoken")
            return recorded
        if delivery.window_open:
            return message
        if not self._providers[delivery.provider].has_template(message):
            await self._put_aside(delivery, "outside_window")
            return None
        return replace(message, form="template")

    async def _was_taken(self, delivery: Delivery, parcel: Parcel) -> bool:
        """Ask the provider about a message that somebody died over, rather than send it twice."""
        if not self._providers[delivery.provider].keeps_list:
            # No receipt came in all this time: it was not taken.
            metrics.sends_in_doubt.labels(delivery.provider, "sent_again").inc()
            return False
        try:
            alike = await self._providers[delivery.provider].find(parcel, delivery.age_s)
        except CannotTell:
            await self._wait_for_news(delivery)
            return True
        message_id = await self._deliveries.nobodys(delivery, alike)
        if message_id is None:
            metrics.sends_in_doubt.labels(delivery.provider, "not_found").inc()
            return False
        metrics.sends_in_doubt.labels(delivery.provider, "found").inc()
        await self._deliveries.sent(delivery, message_id)
        return True

    async def _wait_for_news(self, delivery: Delivery) -> None:
        """It stays in doubt until the provider answers again; after an hour an operator is to look."""
        if delivery.age_s > _LONGEST_DOUBT_S:
            await self._put_aside(delivery, "in_doubt")
        else:
            await self._deliveries.in_doubt(delivery, self._lease_s(delivery.provider), "in_doubt")

    async def _settle(self, delivery: Delivery, parcel: Parcel, outcome: Outcome) -> None:
        match outcome:
            case Accepted(message_id):
                metrics.handed_over_seconds.labels(delivery.provider).observe(delivery.age_s)
                await self._note_sent(delivery, message_id)
            case InDoubt(code):
                await self._deliveries.in_doubt(delivery, self._lease_s(delivery.provider), code)
            case OutsideWindow(code):
                await self._deliveries.close_window(delivery.id)
                if parcel.free_form and self._providers[delivery.provider].has_template(delivery.message):
                    await self._deliveries.later(delivery, 0.0, code)
                else:
                    await self._put_aside(delivery, code)
            case NotInThisForm(code):
                await self._as_text(delivery, code)
            case Refused(code):
                await self._put_aside(delivery, code)
            case NotNow(code, after_s, for_all):
                await self._again(delivery, code, after_s, for_all)

    async def _note_sent(self, delivery: Delivery, message_id: str) -> None:
        """We know it, so nobody need be in doubt when the database is back."""
        while True:
            try:
                await self._deliveries.sent(delivery, message_id)
                return
            except Unavailable:
                if self._now() - delivery.taken_at > self._lease_s(delivery.provider):
                    raise
                await asyncio.sleep(_NOTE_AGAIN_S)

    async def _again(self, delivery: Delivery, code: str, after_s: float | None, for_all: bool) -> None:
        wait = max(after_s or 0.0, wait_s(delivery.tries))
        if for_all:
            # The limit is the account's: the others need not run into it one by one, nor is it this one's fault.
            self._paused_until[delivery.provider] = self._now() + (after_s or wait)
            await self._deliveries.later(delivery, wait, code, uncounted=True)
        elif delivery.tries >= self._most_attempts:
            await self._put_aside(delivery, code)
        else:
            await self._deliveries.later(delivery, wait, code)

    async def _as_text(self, delivery: Delivery, code: str) -> None:
        if delivery.message.is_tappable:
            await self._deliveries.as_text(delivery, code)
        else:
            await self._put_aside(delivery, code)

    async def _put_aside(self, delivery: Delivery, code: str) -> None:
        metrics.dead_letters.labels(delivery.provider).inc()
        _log.error("delivery.dead", provider=delivery.provider, code=code, delivery=delivery.id)
        await self._deliveries.dead(delivery, code)
