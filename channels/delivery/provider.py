"""A provider as the sender sees it, and what can come of handing it a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from channels.delivery.outgoing import Outgoing


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message with its recipient; `mark` comes back in the provider's receipts."""

    mark: str
    account: str
    user: str
    message: Outgoing
    free_form: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has taken it over."""

    message_id: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """It was not taken; again after `after_s`, or when the back-off says so. `for_all`: nothing else either."""

    code: str
    after_s: float | None = None
    for_all: bool = False


@dataclass(frozen=True, slots=True)
class OutsideWindow:
    """Only an approved template may be sent now."""

    code: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be taken."""

    code: str


@dataclass(frozen=True, slots=True)
class NotInThisForm:
    """Buttons, a list or their template were not taken; the same as text alone may be."""

    code: str


@dataclass(frozen=True, slots=True)
class InDoubt:
    """No answer came: it may have been taken or not."""

    code: str


Outcome = Accepted | NotNow | OutsideWindow | NotInThisForm | Refused | InDoubt


class Provider(Protocol):
    """Carries messages; `send` never raises for what the provider or the network does."""

    @property
    def name(self) -> str: ...

    @property
    def keeps_list(self) -> bool:
        """Whether it can be asked what it has taken; else only receipts tell."""
        ...

    async def send(self, parcel: Parcel) -> Outcome:
        """Hand over one message, in the form it has."""
        ...

    async def find(self, parcel: Parcel, since_s: float) -> list[str]:
        """The provider's ids of messages like this one that it took for this user in the last so many seconds.

        Asked only of who keeps a list; raises CannotTell when there is no answer now.
        """
        ...

    def has_template(self, message: Outgoing) -> bool:
        """Whether an approved template says this message."""
        ...

    def verdict(self, code: str) -> Outcome:
        """What an error means that came later, in a receipt."""
        ...


class CannotTell(Exception):
    """The provider does not say now what it has taken."""


Providers = Mapping[str, Provider]
