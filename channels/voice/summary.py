"""What was answered in a call, as one written message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels.voice.wording import say
from channels.wording import Language

_KINDS = frozenset(
    {"answer", "eligibility", "recommend", "application_status", "apply", "complaint", "complaint_status", "emergency"}
)
_MOST = 3
_LONGEST = 1500
_LONGEST_SMS = 400
_BETWEEN = "\n\n"


def summary_of(replies: Sequence[dict[str, Any]], language: Language) -> str | None:
    """The last answers, newest first, with their first link; None if nothing was answered."""
    answers = [reply for reply in replies if reply["meta"]["kind"] in _KINDS][-_MOST:]
    if not answers:
        return None
    share = _LONGEST // len(answers) - 100
    return _BETWEEN.join([say("summary_title", language), *(_written(one, share) for one in reversed(answers))])


def for_sms(summary: str) -> str:
    """As much of it as a text message may cost: the newest answer."""
    return _shortened(summary, _LONGEST_SMS)


def _written(reply: dict[str, Any], most: int) -> str:
    links = [str(link["url"]) for link in reply["links"][:1]]
    return "\n".join([_shortened(reply["text"], most), *links])


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
