"""Plans as TwiML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.voice.documents import LOCALES, document, element, paced, read_out
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer
from channels.voice.twilio.voices import may_say


@dataclass(frozen=True)
class Twiml:
    """Says with these voices; raises ValueError for a voice that does not speak its language."""

    url: str
    hindi: str
    english: str

    def __post_init__(self) -> None:
        for voice, language in ((self.hindi, LOCALES["hi"]), (self.english, LOCALES["en"])):
            if not may_say(voice, language):
                raise ValueError(f"the voice {voice} does not speak {language}")

    def render(self, plan: Plan) -> bytes:
        """The document for a plan."""
        then = self._then(plan.then, f"{self.url}?turn={plan.turn}")
        return document(element("Response", content=[*self._says(plan.say), then]))

    def _then(self, last: Last, following: str) -> str:
        match last:
            case Ask():
                return self._gather(last, following)
            case Record():
                return self._record(last, following)
            case Transfer():
                attributes = {"action": f"{following}&event=transferred", "timeout": str(last.timeout_s)}
                return element("Dial", attributes, [element("Number", content=last.number)])
            case Goto():
                return element("Redirect", {"method": "POST"}, f"{following}&event=continued")
            case HangUp():
                return element("Hangup")

    def _gather(self, ask: Ask, following: str) -> str:
        attributes = {
            "input": "dtmf speech" if ask.speech else "dtmf",
            "action": following,
            "method": "POST",
            "timeout": str(ask.timeout_s),
            "actionOnEmptyResult": "true",
            "finishOnKey": "#",
        }
        if ask.digits == 1:
            attributes["numDigits"] = "1"
        if ask.speech:
            attributes |= {
                "language": LOCALES[ask.language],
                "speechTimeout": "auto",
                "profanityFilter": "false",
                "bargeIn": "true",
            }
            if ask.hints:
                attributes["hints"] = ", ".join(ask.hints)
        return element("Gather", attributes, self._says(ask.prompt))

    def _record(self, record: Record, following: str) -> str:
        attributes = {
            "action": f"{following}&event=recording",
            "method": "POST",
            "maxLength": str(record.most_s),
            "timeout": str(record.silence_s),
            "finishOnKey": record.keys,
            "playBeep": "true",
        }
        nothing = element("Redirect", {"method": "POST"}, f"{following}&event=recording")
        return "".join([*self._says(record.prompt), element("Record", attributes), nothing])

    def _says(self, says: Iterable[Say]) -> list[str]:
        return [element("Say", self._voice(say), paced(part, say.slowly)) for part, say in read_out(says)]

    def _voice(self, say: Say) -> dict[str, str]:
        return {"voice": self.hindi if say.language == "hi" else self.english, "language": LOCALES[say.language]}
