"""What exists before a conversation, and the codes sent in it: through the portal's own services."""

from typing import Any, Protocol

_ANY_CODE = "000000"


class PortalMissing(Exception):
    """The item needs records that nothing can make yet."""

    def __init__(self) -> None:
        super().__init__("portal records are not there yet")


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


class NoPortal:
    """Until the portal has services: every item that needs it fails, saying so."""

    async def prepare(self, conversation: str, channel: str, given: dict[str, Any]) -> None:
        """Nothing is nothing to do."""
        if given:
            raise PortalMissing

    async def last_code(self, conversation: str) -> str | None:
        """No codes yet."""
        raise PortalMissing

    async def expire_codes(self, conversation: str) -> None:
        """No codes yet."""
        raise PortalMissing


def with_code(text: str, code: str | None) -> str:
    """`{otp}` and `{wrong_otp}` filled in. Raises NoCode when the right one is wanted and none was sent."""
    if "{otp}" in text and code is None:
        raise NoCode
    return text.replace("{wrong_otp}", _another(code)).replace("{otp}", code or "")


def _another(code: str | None) -> str:
    return "".join(str((int(digit) + 1) % 10) for digit in code) if code else _ANY_CODE
