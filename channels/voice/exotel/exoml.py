"""Plans as ExoML. Exotel reports no silence and knows no redirect, so a document listens again by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from channels.voice.documents import document, element, read_out
from channels.voice.model import Ask, Goto, HangUp, Last, Plan, Record, Say, Transfer


@dataclass(frozen=True)
class ExoMl:
    """`voice` is woman or man."""

    url: str
    voice: str

    def render(self, plan: Plan) -> bytes:
        """The document for a plan."""
        then = self._then(plan.then, f"{self.url}?turn={plan.turn}")
        return document(element("Response", content=[*self._says(plan.say), *then]))

    def _then(self, last: Last, following: str) -> list[str]:
        match last:
            case Ask():
                return self._gathers(last, following)
            case Record():
                return self._record(last, following)
            case Transfer():
                attributes = {
                    "action": f"{following}&event=transferred",
                    "method": "POST",
                    "timeout": str(last.timeout_s),
                }
                return [element("Dial", attributes, last.number)]
            case HangUp():
                return [element("Hangup")]
            case Goto():
                raise ValueError("ExoML cannot come back by itself")

    def _gathers(self, ask: Ask, following: str) -> list[str]:
        attributes = {
            "action": following, "method": "POST", "timeout": str(ask.timeout_s), "finishOnKey": "#",
            "numDigits": str(ask.digits),
        }  # fmt: skip
        again, farewell = ask.again[:-1], ask.again[-1:]
        prompts = [ask.prompt, *((say,) for say in again)]
        listening = [element("Gather", attributes, self._says(prompt)) for prompt in prompts]
        return [*listening, *self._says(farewell), element("Hangup")]

    def _record(self, record: Record, following: str) -> list[str]:
        attributes = {
            "action": f"{following}&event=recording", "method": "POST", "maxLength": str(record.most_s),
            "timeout": str(record.silence_s), "finishOnKey": record.keys, "playBeep": "true",
        }  # fmt: skip
        # Without a sound Exotel goes on to the next verb.
        nothing = self._gathers(Ask(record.again[:1], record.again[0].language, again=record.again), following)
        return [*self._says(record.prompt), element("Record", attributes), *nothing]

    def _says(self, says: Iterable[Say]) -> list[str]:
        return [element("Say", {"voice": self.voice, "language": say.language}, part) for part, say in read_out(says)]
