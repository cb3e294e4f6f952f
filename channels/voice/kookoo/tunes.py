"""Plans as KooKoo's response documents; the tag that brings an event back stands last."""

from __future__ import annotations

from dataclasses import dataclass

from channels.spoken.portions import portions
from channels.voice.documents import document, element
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer
from channels.wording import Language

MOST_SAID = 450
_SLOW = "2"
CODES: dict[Language, str] = {"hi": "HI", "en": "EN"}


@dataclass(frozen=True)
class Tunes:
    """Everything goes to the same address again; the numbers of turns are not carried."""

    url: str

    def render(self, plan: Plan, call_id: str) -> bytes:
        """The document for a plan."""
        said = [line for say in plan.say for line in _texts(say)]
        return document(element("response", {"sid": call_id}, [*said, *self._then(plan.then, call_id, plan.turn)]))

    def _then(self, last: Last, call_id: str, turn: int) -> list[str]:
        match last:
            case Ask():
                attributes = {"l": str(last.digits), "t": "#", "o": str(last.timeout_s * 1000)}
                return [element("collectdtmf", attributes, [line for say in last.prompt for line in _texts(say)])]
            case Record():
                attributes = {
                    "format": "wav", "silence": str(last.silence_s), "maxduration": str(last.most_s), "termchar": "#"
                }  # fmt: skip
                prompt = [line for say in last.prompt for line in _texts(say)]
                return [*prompt, element("record", attributes, f"{call_id}-{turn}")]
            case Transfer():
                attributes = {"record": "false", "timeout": str(last.timeout_s), "moh": "ring"}
                return [element("dial", attributes, last.number)]
            case Goto():
                return [element("gotourl", content=self.url)]
            case HangUp():
                return [element("hangup")]


def _texts(say: Say) -> list[str]:
    attributes = {"lang": CODES[say.language]} | ({"speed": _SLOW} if say.slowly else {})
    return [element("playtext", attributes, part) for part in portions(say.text, MOST_SAID)]
