"""Ozonetel KooKoo's side: a GET for each event to one address, the caller's number only in the first."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from channels.wording import Language
from tests.peers.caller import (
    ByKeysAlone,
    Dialled,
    Ended,
    Hook,
    Listening,
    Recording,
    Redirected,
    Refused,
    Spoken,
    Step,
    elsewhere,
)
from tests.peers.voice_documents import Kind, read, said

_EVENTS = frozenset({"collectdtmf", "record", "dial", "hangup", "gotourl"})
_KINDS = {
    "response": Kind({"sid": ".+", "filler": "yes|no"}, _EVENTS | {"playtext", "playaudio"}),
    "playtext": Kind(
        {"lang": "EN|HI|TE|KA|TA|MA|BN|GUJ|MR", "speed": "[1-9]", "quality": "best|normal", "type": "ggl"}, text=True
    ),
    "collectdtmf": Kind({"l": r"[1-9]\d?", "t": "[0-9*#]", "o": r"[1-9]\d{3,4}"}, frozenset({"playtext", "playaudio"})),
    "record": Kind(
        {"format": "wav|mp3", "silence": r"\d{1,2}", "maxduration": r"\d{1,4}", "termchar": "[0-9*#]"}, text=True
    ),
    "dial": Kind(
        {
            "record": "true|false", "limittime": r"\d+", "timeout": r"\d+", "moh": "default|ring",
            "promptToCalledNumber": ".*", "caller_id": r"\d+",
        },
        text=True,
    ),
    "hangup": Kind({}),
    "gotourl": Kind({}, text=True),
}  # fmt: skip
_MOST_BYTES = 64 * 1024
_MOST_SAID = 500


@dataclass(frozen=True)
class KooKoo(ByKeysAlone):
    patience_s: float = 10.0
    retries: int = 0

    def begin(self, call_id: str, caller: str) -> Hook:
        return self._hook(call_id, event="NewCall", cid=caller[-10:], called_number="08000000001")

    def keys(self, call_id: str, step: Listening, digits: str) -> Hook:
        return self._hook(call_id, event="GotDTMF", data=digits)

    def silence(self, call_id: str, step: Listening) -> Hook:
        return self._hook(call_id, event="GotDTMF", data="")

    def recorded(self, call_id: str, step: Recording, url: str, key: str) -> Hook:
        return self._hook(call_id, event="Record", data=url, status="success")

    def talked(self, call_id: str, step: Dialled, reached: bool) -> Hook:
        status = "answered" if reached else "not_answered"
        return self._hook(call_id, event="Dial", data="-1", status=status, callduration="9")

    def redirected(self, call_id: str, step: Redirected) -> Hook:
        return self._hook(call_id, event="GotoURL")

    def hung_up(self, call_id: str) -> Hook:
        return self._hook(call_id, event="Hangup")

    def _hook(self, call_id: str, **fields: str) -> Hook:
        query = urlencode({"sid": call_id, **fields})
        hook = Hook("GET", f"{self.public}/voice/kookoo/{self.key}/calls?{query}")
        return elsewhere(hook, self.public, self.real)

    def steps(self, document: bytes, media_type: str) -> list[Step]:
        """What the document does; raises Refused."""
        found = list(read(document, media_type, "response", _KINDS, _MOST_BYTES))
        if any(element.tag in _EVENTS for element in found[:-1]):
            raise Refused("the tag that brings an event must stand last")
        return [_step(element) for element in found]


def _step(found: Element) -> Step:
    match found.tag:
        case "playtext":
            return _spoken(found)
        case "collectdtmf":
            prompt = tuple(_spoken(text) for text in found)
            return Listening("", prompt, digits=int(found.get("l", 1)), reports_silence=True)
        case "record":
            return Recording("", found.get("termchar", "#"))
        case "dial":
            return Dialled(found.text or "", "")
        case "gotourl":
            return Redirected(found.text or "")
        case _:
            return Ended()


def _spoken(found: Element) -> Spoken:
    language: Language = "hi" if found.get("lang") == "HI" else "en"
    return said(found, language, _MOST_SAID)
