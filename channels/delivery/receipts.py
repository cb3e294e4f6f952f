"""What providers tell later about a message that they took over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import structlog

from channels import metrics
from channels.delivery import marks
from channels.delivery.backoff import wait_s
from channels.delivery.provider import NotInThisForm, NotNow, OutsideWindow, Provider
from channels.delivery.repository import Deliveries

_CODE = re.compile(r"[0-9A-Za-z_.-]{1,40}", re.ASCII)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Receipt:
    """`mark` is ours, sent back; `code` says why it failed."""

    mark: str
    message_id: str
    state: Literal["sent", "delivered", "read", "failed"]
    code: str = ""


def error_code(given: object) -> str:
    """A provider's error code, if it looks like one."""
    return code if _CODE.fullmatch(code := str(given or "")) else "unknown"


async def note(deliveries: Deliveries, provider: Provider, receipt: Receipt, most_attempts: int) -> None:
    """Write down how far a message came; one that failed for a passing reason is sent again."""
    named = marks.read(receipt.mark)
    if named is None:
        metrics.receipts.labels(provider.name, "unknown").inc()
        return
    delivery_id, attempt = named
    metrics.receipts.labels(provider.name, receipt.state).inc()
    if receipt.state != "failed":
        await deliveries.receipt(delivery_id, attempt, receipt.state, receipt.message_id)
        return
    verdict = provider.verdict(receipt.code)
    after_s = message = None
    if isinstance(verdict, NotNow):
        after_s = max(verdict.after_s or 0.0, wait_s(attempt))
    elif isinstance(verdict, OutsideWindow):
        await deliveries.close_window(delivery_id)
        after_s = 0.0
    elif isinstance(verdict, NotInThisForm):
        before = await deliveries.message(delivery_id)
        if before and before.is_tappable:
            after_s, message = 0.0, before.as_text()
    state = await deliveries.failed(
        delivery_id, attempt, receipt.code, again_after_s=after_s, most=most_attempts, message=message
    )
    if state == "dead":
        metrics.dead_letters.labels(provider.name).inc()
    if state:
        _log.warning("delivery.failed", provider=provider.name, code=receipt.code, state=state)
