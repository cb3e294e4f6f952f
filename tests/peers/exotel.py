"""Exotel's voice side: unsigned, keys only, silence not reported, no redirect; ExoML as documented."""

from __future__ import annotations

from dataclasses import dataclass
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
    Spoken,
    Step,
    elsewhere,
)
from tests.peers.voice_documents import Kind, read, said

_URL = r"https://\S+"
_KINDS = {
    "Response": Kind({}, frozenset({"Say", "Play", "Gather", "Record", "Dial", "Hangup"})),
    "Say": Kind({"voice": "man|woman", "language": "en|hi|ta|te|kn|ml|bn|mr", "loop": r"\d+"}, text=True),
    "Gather": Kind(
        {
            "action": _URL, "method": "GET|POST", "numDigits": r"[1-9]\d?", "timeout": r"[1-9]\d?",
            "finishOnKey": r"[0-9*#]*", "maxDigits": r"[1-9]\d?",
        },
        frozenset({"Say", "Play"}),
    ),
    "Record": Kind(
        {
            "action": _URL, "method": "GET|POST", "maxLength": r"[1-9]\d{0,3}", "timeout": r"[1-9]\d?",
            "finishOnKey": r"[0-9*#]*", "playBeep": "true|false",
        }
    ),
    "Dial": Kind(
        {
            "callerId": r"\+?\d+", "timeout": r"\d+", "timeLimit": r"\d+", "record": "true|false", "action": _URL,
            "method": "GET|POST",
        },
        text=True,
    ),
    "Hangup": Kind({}),
}  # fmt: skip
_MOST_BYTES = 64 * 1024
_MOST_SAID = 1000


@dataclass(frozen=True)
class Exotel(ByKeysAlone):
    patience_s: float = 15.0
    retries: int = 2

    def begin(self, call_id: str, caller: str) -> Hook:
        return self._hook(f"{self.public}/voice/exotel/{self.key}/calls", call_id, CallFrom=f"0{caller[-10:]}")

    def keys(self, call_id: str, step: Listening, digits: str) -> Hook:
        return self._hook(step.action, call_id, DigitsPressed=digits)

    def silence(self, call_id: str, step: Listening) -> Hook:
        raise AssertionError("Exotel goes on to the next verb")

    def recorded(self, call_id: str, step: Recording, url: str, key: str) -> Hook:
        return self._hook(
            step.action, call_id, RecordingUrl=url, RecordingDuration="9", RecordingSid="r1", DigitsPressed=key
        )

    def talked(self, call_id: str, step: Dialled, reached: bool) -> Hook:
        return self._hook(step.action, call_id, DialCallStatus="completed" if reached else "no-answer")

    def redirected(self, call_id: str, step: Redirected) -> Hook:
        raise AssertionError("ExoML has no redirect")

    def hung_up(self, call_id: str) -> Hook:
        return self._hook(f"{self.public}/voice/exotel/{self.key}/status", call_id, Status="completed")

    def _hook(self, url: str, call_id: str, **fields: str) -> Hook:
        given = {
            "CallSid": call_id, "CallFrom": "09812345678", "CallTo": "08000000001", "CallStatus": "in-progress"
        } | fields  # fmt: skip
        return elsewhere(Hook("POST", url, given), self.public, self.real)

    def steps(self, document: bytes, media_type: str) -> list[Step]:
        """What the document does; raises Refused."""
        return [_step(found) for found in read(document, media_type, "Response", _KINDS, _MOST_BYTES)]


def _step(found: Element) -> Step:
    match found.tag:
        case "Say":
            return _spoken(found)
        case "Gather":
            return Listening(
                found.attrib["action"], tuple(_spoken(say) for say in found), digits=int(found.get("numDigits", 0))
            )
        case "Record":
            return Recording(found.attrib["action"], found.get("finishOnKey", "#"), reports_nothing=False)
        case "Dial":
            return Dialled(found.text or "", found.attrib["action"])
        case _:
            return Ended()


def _spoken(found: Element) -> Spoken:
    language: Language = "hi" if found.get("language") == "hi" else "en"
    return said(found, language, _MOST_SAID)
