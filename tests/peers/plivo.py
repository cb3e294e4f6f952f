"""Plivo's voice side: signs webhooks with version 3 of its signatures, and takes only documented XML."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from itertools import count
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element

from channels.wording import Language
from tests.peers.caller import Dialled, Ended, Hook, Listening, Recording, Redirected, Refused, Spoken, Step, elsewhere
from tests.peers.voice_documents import PACE, Kind, read, said

_NONCES = count(1)
_URL = r"https://\S+"
_BOOL = "true|false"
_KINDS = {
    "Response": Kind({}, frozenset({"Speak", "GetInput", "Record", "Dial", "Redirect", "Hangup"})),
    "Speak": Kind(
        {"voice": "Polly.Aditi|Polly.Raveena|WOMAN|MAN", "language": "hi-IN|en-IN", "loop": r"\d+"},
        frozenset({"prosody"}),
        text=True,
    ),
    "prosody": Kind({"rate": PACE}, text=True),
    "GetInput": Kind(
        {
            "action": _URL, "method": "GET|POST", "inputType": "dtmf|speech|dtmf speech",
            "executionTimeout": r"[5-9]|[1-5]\d|60", "digitEndTimeout": r"[2-9]|10|auto",
            "speechEndTimeout": r"[2-9]|10|auto", "finishOnKey": r"[0-9*#]|none|", "numDigits": r"[1-9]\d?",
            "speechModel": "default|command_and_search|phone_call", "hints": ".{0,5000}", "language": "hi-IN|en-IN",
            "interimSpeechResultsCallback": _URL, "interimSpeechResultsCallbackMethod": "GET|POST", "log": _BOOL,
            "redirect": _BOOL, "profanityFilter": _BOOL,
        },
        frozenset({"Speak", "Play", "Wait"}),
    ),
    "Record": Kind(
        {
            "action": _URL, "method": "GET|POST", "fileFormat": "mp3|wav", "redirect": _BOOL, "timeout": r"[1-9]\d*",
            "maxLength": r"[1-9]\d*", "playBeep": _BOOL, "finishOnKey": r"[0-9*#]|any|none|",
        }
    ),
    "Dial": Kind(
        {"action": _URL, "method": "GET|POST", "timeout": r"\d+", "redirect": _BOOL, "callerId": r"\d+"},
        frozenset({"Number", "User"}),
    ),
    "Number": Kind({}, text=True),
    "Redirect": Kind({"method": "GET|POST"}, text=True),
    "Hangup": Kind({"reason": "rejected|busy", "schedule": r"\d+"}),
}  # fmt: skip
_MOST_BYTES = 100 * 1024
_MOST_SAID = 3000


@dataclass(frozen=True)
class Plivo:
    """`public` is the address we signed up with, `real` where the gateway listens."""

    public: str
    real: str
    token: str
    patience_s: float = 15.0
    retries: int = 1

    def begin(self, call_id: str, caller: str) -> Hook:
        return self._hook(
            f"{self.public}/voice/plivo/calls", call_id, Event="StartApp", CallStatus="ringing", From=caller.lstrip("+")
        )

    def keys(self, call_id: str, step: Listening, digits: str) -> Hook:
        return self._hook(step.action, call_id, Event="GetInput", InputType="dtmf", Digits=digits)

    def words(self, call_id: str, step: Listening, words: str, confidence: float) -> Hook:
        return self._hook(
            step.action, call_id, InputType="speech", Speech=words, SpeechConfidenceScore=str(confidence), Digits=""
        )

    def silence(self, call_id: str, step: Listening) -> Hook:
        raise AssertionError("Plivo goes on to the next element")

    def recorded(self, call_id: str, step: Recording, url: str, key: str) -> Hook:
        return self._hook(step.action, call_id, RecordUrl=url, RecordingDuration="9", Digits=key)

    def talked(self, call_id: str, step: Dialled, reached: bool) -> Hook:
        return self._hook(step.action, call_id, DialStatus="completed" if reached else "no-answer")

    def redirected(self, call_id: str, step: Redirected) -> Hook:
        return self._hook(step.url, call_id, Event="Redirect")

    def hung_up(self, call_id: str) -> Hook:
        return self._hook(f"{self.public}/voice/plivo/hangup", call_id, Event="Hangup", CallStatus="completed")

    def fallback(self, call_id: str, failed: Hook, status: int) -> Hook | None:
        """The application's fallback address, which is that of a new call."""
        return self._hook(f"{self.public}/voice/plivo/calls", call_id)

    def _hook(self, url: str, call_id: str, **fields: str) -> Hook:
        given = {
            "CallUUID": call_id, "From": "919812345678", "To": "918000000001", "Direction": "inbound",
            "CallStatus": "in-progress",
        } | fields  # fmt: skip
        nonce = f"{next(_NONCES):020d}"
        headers = {
            "X-Plivo-Signature-V3": signature(url, given, nonce, self.token), "X-Plivo-Signature-V3-Nonce": nonce
        }  # fmt: skip
        return elsewhere(Hook("POST", url, given, headers), self.public, self.real)

    def steps(self, document: bytes, media_type: str) -> list[Step]:
        """What the document does; raises Refused."""
        return [_step(found) for found in read(document, media_type, "Response", _KINDS, _MOST_BYTES)]


def signature(url: str, fields: dict[str, str], nonce: str, token: str) -> str:
    """As Plivo's documents describe it for a POST."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    base = f"{parts.scheme}://{parts.netloc}{parts.path}?" + "&".join(f"{name}={query[name]}" for name in sorted(query))
    base += "." if query else ""
    base += "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), f"{base}.{nonce}".encode(), hashlib.sha256).digest()).decode()


def _step(found: Element) -> Step:
    match found.tag:
        case "Speak":
            return _spoken(found)
        case "GetInput":
            return Listening(
                found.attrib["action"],
                tuple(_spoken(speak) for speak in found),
                digits=int(found.get("numDigits", 0)),
                speech="speech" in found.get("inputType", "dtmf"),
                hints=tuple(hint for hint in found.get("hints", "").split(",") if hint),
            )
        case "Record":
            keys = found.get("finishOnKey", "any")
            return Recording(found.attrib["action"], "1234567890*#" if keys == "any" else keys)
        case "Dial":
            (number,) = found
            return Dialled(f"+{number.text}", found.attrib["action"])
        case "Redirect":
            return Redirected(found.text or "")
        case _:
            return Ended()


def _spoken(found: Element) -> Spoken:
    language: Language = "hi" if found.get("language") == "hi-IN" else "en"
    if language == "hi" and found.get("voice") != "Polly.Aditi":
        raise Refused("only a Polly voice speaks Hindi")
    return said(found, language, _MOST_SAID)
