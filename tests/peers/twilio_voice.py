"""Twilio's voice side: signs webhooks, and takes only TwiML that its own library can make."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus
from xml.etree.ElementTree import Element

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from channels.voice.twilio.voices import may_say
from tests.peers.caller import Dialled, Ended, Hook, Listening, Recording, Redirected, Refused, Spoken, Step, elsewhere
from tests.peers.voice_documents import PACE, Kind, read, said

ACCOUNT = "AC00000000000000000000000000000001"
_URL = r"https://\S+"
_NUMBER = r"[1-9]\d{0,3}"
_VALUES = {
    "action": _URL, "method": "GET|POST", "timeout": _NUMBER, "numDigits": _NUMBER, "maxLength": _NUMBER,
    "input": "dtmf|speech|dtmf speech", "language": "hi-IN|en-IN", "speechTimeout": r"auto|\d+",
    "bargeIn": "true|false", "finishOnKey": r"[0-9*#]*", "actionOnEmptyResult": "true|false",
    "profanityFilter": "true|false", "playBeep": "true|false",
}  # fmt: skip
_MOST_BYTES = 64 * 1024
_MOST_ENCODED = 4500
_MOST_HINTS = 500


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def _attributes(method: Any) -> dict[str, str]:
    names = [name for name in inspect.signature(method).parameters if name not in ("self", "kwargs", "message")]
    return {_camel(name): _VALUES.get(_camel(name), ".*") for name in names}


_KINDS = {
    "Response": Kind({}, frozenset({"Say", "Gather", "Record", "Dial", "Redirect", "Hangup"})),
    "Say": Kind(_attributes(VoiceResponse.say), frozenset({"prosody"}), text=True),
    "prosody": Kind({"rate": PACE}, text=True),
    "Gather": Kind(
        _attributes(VoiceResponse.gather),
        frozenset(_camel(n).title() for n in ("say", "play", "pause") if hasattr(Gather, n)),
    ),
    "Record": Kind(_attributes(VoiceResponse.record)),
    "Dial": Kind(_attributes(VoiceResponse.dial), frozenset({"Number"}), text=True),
    "Number": Kind(_attributes(Dial.number), text=True),
    "Redirect": Kind(_attributes(VoiceResponse.redirect), text=True),
    "Hangup": Kind({}),
}


@dataclass(frozen=True)
class TwilioVoice:
    """`public` is the address we signed up with, `real` where the gateway listens."""

    public: str
    real: str
    token: str
    patience_s: float = 15.0
    retries: int = 1

    def begin(self, call_id: str, caller: str) -> Hook:
        return self._hook(f"{self.public}/voice/twilio/calls", call_id, CallStatus="ringing", From=caller)

    def keys(self, call_id: str, step: Listening, digits: str) -> Hook:
        return self._hook(step.action, call_id, Digits=digits)

    def words(self, call_id: str, step: Listening, words: str, confidence: float) -> Hook:
        return self._hook(step.action, call_id, SpeechResult=words, Confidence=str(confidence))

    def silence(self, call_id: str, step: Listening) -> Hook:
        return self._hook(step.action, call_id)

    def recorded(self, call_id: str, step: Recording, url: str, key: str) -> Hook:
        return self._hook(step.action, call_id, RecordingUrl=url, RecordingDuration="9", Digits=key)

    def talked(self, call_id: str, step: Dialled, reached: bool) -> Hook:
        return self._hook(step.action, call_id, DialCallStatus="completed" if reached else "no-answer")

    def redirected(self, call_id: str, step: Redirected) -> Hook:
        return self._hook(step.url, call_id)

    def hung_up(self, call_id: str) -> Hook:
        return self._hook(f"{self.public}/voice/twilio/status", call_id, CallStatus="completed")

    def fallback(self, call_id: str, failed: Hook, status: int) -> Hook | None:
        """The number's "primary handler fails" address, which is that of a new call."""
        url = f"{self.public}/voice/twilio/calls"
        return self._hook(url, call_id, ErrorCode="11200", ErrorUrl=failed.url)

    def _hook(self, url: str, call_id: str, **fields: str) -> Hook:
        given = {
            "AccountSid": ACCOUNT, "CallSid": call_id, "CallStatus": "in-progress", "From": "+919812345678",
            "To": "+15005550006", "Direction": "inbound", "ApiVersion": "2010-04-01", "AddedLater": "",
        } | fields  # fmt: skip
        signature = RequestValidator(self.token).compute_signature(url, given)
        return elsewhere(Hook("POST", url, given, {"X-Twilio-Signature": signature}), self.public, self.real)

    def steps(self, document: bytes, media_type: str) -> list[Step]:
        """What the document does; raises Refused for what Twilio would not take."""
        return [self._step(found) for found in read(document, media_type, "Response", _KINDS, _MOST_BYTES)]

    def _step(self, found: Element) -> Step:
        match found.tag:
            case "Say":
                return _said(found)
            case "Gather":
                return _gathered(found)
            case "Record":
                return Recording(found.attrib["action"], found.get("finishOnKey", "1234567890*#"))
            case "Dial":
                (number,) = found
                if not re.fullmatch(r"\+\d{6,15}", number.text or ""):
                    raise Refused(f"number {number.text}")
                return Dialled(number.text or "", found.attrib["action"])
            case "Redirect":
                return Redirected(found.text or "")
            case _:
                return Ended()


def _gathered(found: Element) -> Listening:
    hints = tuple(hint.strip() for hint in found.get("hints", "").split(",") if hint.strip())
    if len(hints) > _MOST_HINTS or any(len(hint) > 100 for hint in hints):
        raise Refused("hints")
    if found.get("speechTimeout") == "auto" and found.get("speechModel"):
        raise Refused("13335: speechTimeout auto with a speechModel")
    if "speech" in found.get("input", "dtmf") and "language" not in found.attrib:
        raise Refused("speech would be heard as American English")
    return Listening(
        found.attrib["action"],
        tuple(_said(say) for say in found),
        digits=int(found.get("numDigits", 0)),
        speech="speech" in found.get("input", "dtmf"),
        reports_silence=found.get("actionOnEmptyResult") == "true",
        hints=hints,
    )


def _said(found: Element) -> Spoken:
    text, voice, language = "".join(found.itertext()), found.get("voice", ""), found.get("language", "")
    if not may_say(voice, language):
        raise Refused(f"13520: {voice} does not speak {language}")
    if len(quote_plus(text)) > _MOST_ENCODED or (voice.startswith("Polly.") and len(text.encode()) > 3000):
        raise Refused("13521: text too long")
    return said(found, "hi" if language == "hi-IN" else "en", _MOST_ENCODED)
