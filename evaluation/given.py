"""What exists before a conversation, and the codes sent in it: through the portal's own services."""

from collections.abc import Callable
from typing import Any, Protocol

import httpx

_ANY_CODE = "000000"
_DEADLINE = 30.0


class PortalMissing(Exception):
    """What the item needs could not be made; says why."""


class NoCode(Exception):
    """The citizen should repeat a code, but none was sent."""

    def __init__(self) -> None:
        super().__init__("no code was sent")


class Portal(Protocol):
    """Everything that an evaluation does behind the assistant's back."""

    async def prepare(self, conversation: str, channel: str, given: dict[str, Any]) -> None:
        """Make the citizen, applications, complaints … of `given`; bind the citizen to the conversation."""

    async def last_code(self, conversation: str) -> str | None:
        """The code sent last in this conversation, alive or dead."""

    async def expire_codes(self, conversation: str) -> None:
        """Let the codes sent so far expire."""

    async def new_day(self, conversation: str) -> None:
        """Let a night pass: the session has ended, and what was proven in it."""

    async def settle_fee(self, conversation: str, kind: str) -> None:
        """Let the payment gateway tell that the fee asked for last was paid, failed or was refunded."""

    async def paper(self, conversation: str, kind: str) -> str:
        """Send a photo or a document; what stands for it in a message."""


class HttpPortal:
    """Through the internal API of evaluation, which a system in production does not have."""

    def __init__(
        self, url: str, token: str, transport: httpx.AsyncBaseTransport | None = None,
        named: Callable[[str], dict[str, str]] = lambda conversation: {"conversation": conversation},
    ) -> None:  # fmt: skip
        self._named = named
        self._http = httpx.AsyncClient(
            base_url=f"{url}/internal/evaluation/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_DEADLINE,
            transport=transport,
        )

    async def __aenter__(self) -> "HttpPortal":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def prepare(self, conversation: str, channel: str, given: dict[str, Any]) -> None:
        """Nothing is nothing to do."""
        if given:
            await self._ask("prepare", {"conversation": conversation, "channel": channel, "given": given})

    async def last_code(self, conversation: str) -> str | None:
        """The code sent last in this conversation, alive or dead."""
        code: str | None = (await self._ask("last-code", self._named(conversation)))["code"]
        return code

    async def expire_codes(self, conversation: str) -> None:
        """Let the codes sent so far expire."""
        await self._ask("expire-codes", self._named(conversation))

    async def new_day(self, conversation: str) -> None:
        """Let a night pass."""
        await self._ask("new-day", self._named(conversation))

    async def settle_fee(self, conversation: str, kind: str) -> None:
        """Let the payment gateway tell what became of the fee."""
        await self._ask("fee", {**self._named(conversation), "kind": kind})

    async def paper(self, conversation: str, kind: str) -> str:
        """Send a photo or a document."""
        token: str = (await self._ask("paper", {**self._named(conversation), "kind": kind}))["token"]
        return token

    async def _ask(self, deed: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._http.post(deed, json=body)
        except httpx.HTTPError as error:
            raise PortalMissing(f"{deed}: {type(error).__name__}") from error
        if response.status_code == httpx.codes.NOT_FOUND:
            raise PortalMissing("this system has no API for evaluation; it may run with ENVIRONMENT=production")
        if response.status_code != httpx.codes.OK:
            raise PortalMissing(f"{deed}: status {response.status_code}: {response.text[:200]}")
        answer: dict[str, Any] = response.json()
        return answer


def with_code(text: str, code: str | None) -> str:
    """`{otp}` and `{wrong_otp}` filled in. Raises NoCode when the right one is wanted and none was sent."""
    if "{otp}" in text and code is None:
        raise NoCode
    return text.replace("{wrong_otp}", _another(code)).replace("{otp}", code or "")


def _another(code: str | None) -> str:
    return "".join(str((int(digit) + 1) % 10) for digit in code) if code else _ANY_CODE
