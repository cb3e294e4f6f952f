"""Plans as TwiML."""

from __future__ import annotations

from dataclasses import dataclass

from channels.spoken.portions import portions
from channels.voice.documents import document, element, paced
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer
from channels.voice.twilio.voices import may_say
from channels.wording import Language

MOST_SAID = 450
_MOST_HINTS = 100
CODES: dict[Language, str] = {"hi": "hi-IN", "en": "en-IN"}


@dataclass(frozen=True)
class Twiml:
    """Says with these voices; raises ValueError for a voice that does not speak its language."""

    url: str
    hindi: str
    english: str

    def __post_init__(self) -> None:
        for voice, language in ((self.hindi, "hi-IN"), (self.english, "en-IN")):
            if not may_say(voice, language):
                raise ValueError(f"the voice {voice} does not speak {language}")

    def render(self, plan: Plan) -> bytes:
        """The document for a plan."""
        said = [line for say in plan.say for line in self._says(say)]
        return document(element("Response", content=[*said, self._then(plan.then, self._next(plan.turn))]))

    def _next(self, turn: int) -> str:
        return f"{self.url}?turn={turn}"

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
                "language": CODES[ask.language],
                "speechTimeout": "auto",
                "profanityFilter": "false",
                "bargeIn": "true",
            }
            if ask.hints:
                attributes["hints"] = ", ".join(ask.hints[:_MOST_HINTS])
        return element("Gather", attributes, [line for say in ask.prompt for line in self._says(say)])

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
        return "".join(
            [*(line for say in record.prompt for line in self._says(say)), element("Record", attributes), nothing]
        )

    def _says(self, say: Say) -> list[str]:
        voice = self.hindi if say.language == "hi" else self.english
        attributes = {"voice": voice, "language": CODES[say.language]}
        return [element("Say", attributes, paced(part, say.slowly)) for part in portions(say.text, MOST_SAID)]
