"""What can go wrong with an outside system."""

from __future__ import annotations

from portal.errors import Conflict, NotFound, Unavailable


class OutsideUnavailable(Unavailable):
    """It did not answer in time, answered with a failure or with nonsense, or is given a rest after failures."""

    key, title = "outside_unavailable", "An outside system does not answer"


class NotKnownThere(NotFound):
    """It has no such record."""


class RefusedThere(Conflict):
    """It understood and said no; `code` is its reason."""

    key, title = "refused_there", "Refused by an outside system"

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
