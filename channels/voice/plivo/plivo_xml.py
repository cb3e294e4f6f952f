"""Plans as Plivo XML."""

from __future__ import annotations

from dataclasses import dataclass

from channels.spoken.portions import portions
from channels.voice.documents import document, element, paced
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer
from channels.wording import Language

MOST_SAID = 450
_MOST_HINTS = 100
CODES: dict[Language, str] = {"hi": "hi-IN", "en": "en-IN"}


@dataclass(frozen=True)
class PlivoXml:
    """`voice` speaks Hindi and Indian English."""

    url: str
    voice: str

    def render(self, plan: Plan) -> bytes:
        """The document for a plan."""
        said = [line for say in plan.say for line in self._speaks(say)]
        return document(element("Response", content=[*said, self._then(plan.then, f"{self.url}?turn={plan.turn}")]))

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
            attributes |= {"speechEndTimeout": "2", "language": CODES[ask.language], "profanityFilter": "false"}
            if ask.hints:
                attributes["hints"] = ",".join(ask.hints[:_MOST_HINTS])
        listening = element("GetInput", attributes, [line for say in ask.prompt for line in self._speaks(say)])
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
        return "".join([*(line for say in record.prompt for line in self._speaks(say)), element("Record", attributes)])

    def _speaks(self, say: Say) -> list[str]:
        attributes = {"voice": self.voice, "language": CODES[say.language]}
        return [element("Speak", attributes, paced(part, say.slowly)) for part in portions(say.text, MOST_SAID)]


def _redirect(url: str) -> str:
    return element("Redirect", {"method": "POST"}, url)
