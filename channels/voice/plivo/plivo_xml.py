"""Plans as Plivo XML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.voice.documents import LOCALES, document, element, paced, read_out
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer


@dataclass(frozen=True)
class PlivoXml:
    """`voice` speaks Hindi and Indian English."""

    url: str
    voice: str

    def render(self, plan: Plan) -> bytes:
        """The document for a plan."""
        then = self._then(plan.then, f"{self.url}?turn={plan.turn}")
        return document(element("Response", content=[*self._speaks(plan.say), then]))

    def _then(self, last: Last, following: str) -> str:
        match last:
            case Ask():
                return self._get_input(last, following)
            case Record():
                return self._record(last, following)
            case Transfer():
                attributes = {
                    "action": f"{following}&event=transferred", "method": "POST", "timeout": str(last.timeout_s),
                    "redirect": "true",
                }  # fmt: skip
                return element("Dial", attributes, [element("Number", content=last.number.lstrip("+"))])
            case Goto():
                return _redirect(f"{following}&event=continued")
            case HangUp():
                return element("Hangup")

    def _get_input(self, ask: Ask, following: str) -> str:
        attributes = {
            "action": following,
            "method": "POST",
            "inputType": "dtmf speech" if ask.speech else "dtmf",
            "executionTimeout": str(max(5, ask.timeout_s)),
            "digitEndTimeout": "4",
            "finishOnKey": "#",
            "redirect": "true",
            "log": "false",
        }
        if ask.digits == 1:
            attributes["numDigits"] = "1"
        if ask.speech:
            attributes |= {"speechEndTimeout": "2", "language": LOCALES[ask.language], "profanityFilter": "false"}
            if ask.hints:
                attributes["hints"] = ",".join(ask.hints)
        listening = element("GetInput", attributes, self._speaks(ask.prompt))
        # Without input Plivo goes on to the next element.
        return listening + _redirect(f"{following}&event=silence")

    def _record(self, record: Record, following: str) -> str:
        attributes = {
            "action": f"{following}&event=recording",
            "method": "POST",
            "maxLength": str(record.most_s),
            "timeout": str(record.silence_s),
            "finishOnKey": "any",
            "playBeep": "true",
            "redirect": "true",
            "fileFormat": "wav",
        }
        return "".join([*self._speaks(record.prompt), element("Record", attributes)])

    def _speaks(self, says: Iterable[Say]) -> list[str]:
        return [
            element("Speak", {"voice": self.voice, "language": LOCALES[say.language]}, paced(part, say.slowly))
            for part, say in read_out(says)
        ]


def _redirect(url: str) -> str:
    return element("Redirect", {"method": "POST"}, url)
