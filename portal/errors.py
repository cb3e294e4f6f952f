"""What can go wrong in the portal, each with its HTTP status and the citizen's message for it."""

from __future__ import annotations

from typing import ClassVar


class ExpectedError(Exception):
    """The portal's and the gateway's alike; `key` names its message in a catalogue, and is its code for programs."""

    status: ClassVar[int] = 500
    key: ClassVar[str] = "unexpected"
    title: ClassVar[str] = "Unexpected error"

    def __init__(self, *, retry_after: int | None = None) -> None:
        super().__init__(self.key)
        self.retry_after = retry_after


class PortalError(ExpectedError):
    """Its message is in portal/messages."""


class NotProven(PortalError):
    """Personal records are shown after proof only."""

    status, key, title = 403, "not_proven", "Proof of identity needed"


class NotFound(PortalError):
    """No such record, or none that the asker may know of."""

    status, key, title = 404, "not_found", "Not found"


class Conflict(PortalError):
    """It was done before with other content, or another state forbids it now."""

    status, key, title = 409, "conflict", "Not possible in this state"


class Invalid(PortalError):
    """A value that cannot be what it is given as."""

    status, key, title = 422, "invalid", "Not a valid value"


class NotAPhone(Invalid):
    """Not an Indian mobile number."""

    key, title = "not_a_phone", "Not a mobile number of ten digits"


class TooManyCodes(PortalError):
    """More codes, or more tries, than a person needs."""

    status, key, title = 429, "too_many_codes", "Too many codes asked for or tried"


class Unavailable(PortalError):
    """Something that we need is not there just now."""

    status, key, title = 503, "unavailable", "Temporarily unavailable"
