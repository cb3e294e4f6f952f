"""What the Cloud API's error codes mean for a message."""

from __future__ import annotations

from channels.delivery.provider import NotInThisForm, NotNow, Outcome, OutsideWindow, Refused

_OUTSIDE_WINDOW = {"131047"}
# Limits of the account or the application, an expired token, payment, a blocked account: everything waits.
_FOR_ALL = {
    "4": 60.0, "80007": 60.0, "130429": 5.0, "131048": 300.0, "133016": 300.0, "190": 120.0, "0": 120.0,
    "131042": 600.0, "131031": 600.0, "368": 600.0,
}  # fmt: skip
# Passing troubles, and the limit of one pair of numbers, which is about one message in six seconds.
_LATER = {
    "1": 1.0, "2": 5.0, "130472": 3600.0, "131000": 2.0, "131016": 5.0, "131056": 6.0, "131057": 60.0, "133004": 10.0,
}  # fmt: skip

# A value or a kind of message that is not taken.
_NOT_TAPPABLE = {"131008", "131009", "131051"}


def verdict(code: str, after_s: float | None = None) -> Outcome:
    """The outcome that an error code stands for; 131026, no WhatsApp there, is final like all others."""
    if code in _OUTSIDE_WINDOW:
        return OutsideWindow(code)
    if code in _FOR_ALL:
        return NotNow(code, max(after_s or 0.0, _FOR_ALL[code]), for_all=True)
    if code in _LATER:
        return NotNow(code, max(after_s or 0.0, _LATER[code]))
    return NotInThisForm(code) if code in _NOT_TAPPABLE else Refused(code)
