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


def summary_of(replies: Sequence[dict[str, Any]], language: Language) -> str | None:
    """The last answers, newest last, with their first link; None if nothing was answered."""
    answers = [reply for reply in replies if reply["meta"]["kind"] in _KINDS][-_MOST:]
    if not answers:
        return None
    share = _LONGEST // len(answers) - 100
    return "\n\n".join([say("summary_title", language), *(_shortened(answer, share) for answer in answers)])


def _shortened(reply: dict[str, Any], most: int) -> str:
    text: str = reply["text"]
    if len(text) > most:
        text = text[:most].rpartition(" ")[0] + " …"
    links = [str(link["url"]) for link in reply["links"][:1]]
    return "\n".join([text, *links])
