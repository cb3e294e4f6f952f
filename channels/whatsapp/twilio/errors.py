"""What Twilio's error codes mean for a message (twilio.com/docs/api/errors)."""

from __future__ import annotations

from channels.delivery.provider import NotInThisForm, NotNow, Outcome, OutsideWindow, Refused

_OUTSIDE_WINDOW = {"63016", "63051"}
# The account's or the channel's limit, credentials, a suspended account, an unknown sender: everything waits.
_FOR_ALL = {
    "20429": 2.0, "63018": 5.0, "63017": 5.0, "14107": 5.0, "30001": 60.0, "21611": 60.0, "63038": 900.0,
    "20003": 120.0, "63007": 120.0, "20005": 600.0, "30002": 600.0,
}  # fmt: skip
# Passing troubles of this one message.
_LATER = {"30008", "63019", "63020", "63012", "30017", "30022", "11200", "11205"}
NO_SUCH_CONTENT = "21655"
_NOT_TAPPABLE = {"21656", NO_SUCH_CONTENT, "21654", "63005", "63013", "63021", "63028", "63036", "63041", "63042"}


def verdict(code: str, after_s: float | None = None) -> Outcome:
    """The outcome that an error code stands for."""
    if code in _OUTSIDE_WINDOW:
        return OutsideWindow(code)
    if code in _FOR_ALL:
        return NotNow(code, max(after_s or 0.0, _FOR_ALL[code]), for_all=True)
    if code in _LATER:
        return NotNow(code, after_s)
    return NotInThisForm(code) if code in _NOT_TAPPABLE else Refused(code)
