"""Plans as KooKoo's response documents; the tag that brings an event back stands last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.voice.documents import document, element, read_out
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer
from channels.wording import Language

_SLOW = "2"
_CODES: dict[Language, str] = {"hi": "HI", "en": "EN"}


@dataclass(frozen=True)
class Tunes:
    """Everything goes to the same address again; the numbers of turns are not carried."""

    url: str

    def render(self, plan: Plan, call_id: str) -> bytes:
        """The document for a plan."""
        then = self._then(plan.then, call_id, plan.turn)
        return document(element("response", {"sid": call_id}, [*_texts(plan.say), *then]))

    def _then(self, last: Last, call_id: str, turn: int) -> list[str]:
        match last:
            case Ask():
                attributes = {"l": str(last.digits), "t": "#", "o": str(last.timeout_s * 1000)}
                return [element("collectdtmf", attributes, _texts(last.prompt))]
            case Record():
                attributes = {
                    "format": "wav", "silence": str(last.silence_s), "maxduration": str(last.most_s), "termchar": "#"
                }  # fmt: skip
                return [*_texts(last.prompt), element("record", attributes, f"{call_id}-{turn}")]
            case Transfer():
                attributes = {"record": "false", "timeout": str(last.timeout_s), "moh": "ring"}
                return [element("dial", attributes, last.number)]
            case Goto():
                return [element("gotourl", content=self.url)]
            case HangUp():
                return [element("hangup")]


def _texts(says: Iterable[Say]) -> list[str]:
    return [element("playtext", _voice(say), part) for part, say in read_out(says)]


def _voice(say: Say) -> dict[str, str]:
    return {"lang": _CODES[say.language]} | ({"speed": _SLOW} if say.slowly else {})
